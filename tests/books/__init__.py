"""The audit is audited: every rule is broken once, and must be found broken."""
