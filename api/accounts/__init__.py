"""Who may do what, and whose data: roles, regions, passwords and secrets."""
