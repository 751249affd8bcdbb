"""The important writes: keyword-only, atomic, `by=` the user, the audit event written inside.

Screens, admin, imports and commands all call the same ones. What a rule of the domain forbids raises
`programmes.actions.refusals.Refusal`, whose message is meant for the person.
"""
