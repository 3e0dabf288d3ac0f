"""Plans as durable jobs: solved in processes that may be killed at any moment, never lost."""
