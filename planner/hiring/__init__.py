"""How many more full-time inspectors, where and which, so that all clauses hold (补充专职督学)."""

from planner.hiring.search import Staffed, hire

__all__ = ["Staffed", "hire"]
