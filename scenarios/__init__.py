"""Data sets, policy packs, shipped data, and everything written to files."""
