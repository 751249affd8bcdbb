"""The models of accounts: people, links to choose a password with, refused sign-ins, the audit trail."""

from accounts.models.audit_event import AuditEvent
from accounts.models.failed_sign_in import FailedSignIn
from accounts.models.password_link import PasswordLink
from accounts.models.user import User

__all__ = ["AuditEvent", "FailedSignIn", "PasswordLink", "User"]
