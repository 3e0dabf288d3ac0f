"""The optimiser: a pipeline of stages, and the independent auditor. No files, no network."""
