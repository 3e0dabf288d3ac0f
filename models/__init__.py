"""The domain: immutable types that validate themselves. No solver, no files, no network."""
