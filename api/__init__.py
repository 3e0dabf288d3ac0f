"""The edge: the `dudao` command."""
