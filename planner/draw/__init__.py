"""Draws by lot that anyone can check: `docs/draw.md` explains them, `verifier.py` checks them."""

from planner.draw.tickets import lowest_tickets, ticket

__all__ = ["lowest_tickets", "ticket"]
