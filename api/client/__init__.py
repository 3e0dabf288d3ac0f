"""The command as a client of a service: `dudao --server URL`."""
