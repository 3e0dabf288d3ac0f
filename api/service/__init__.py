"""The service: what others ask over the network."""
