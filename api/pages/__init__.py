"""The web pages: a desk for people, over the same use cases as the API."""
