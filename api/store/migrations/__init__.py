"""The database's forms, one module a step, oldest first."""
