"""Users, roles, access and the audit trail: the ground every other app stands on."""
