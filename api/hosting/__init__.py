"""Running the service: its processes, its logs, its limits against slow clients."""
