"""What somebody was mending and has not saved: kept for them while the service runs."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from api.store.datasets import Dataset
from scenarios.draft import Draft

MOST = 50
"""So many people's drafts are kept; a county's takes about a megabyte."""


@dataclass(frozen=True)
class Unsaved:
    """A draft, the version it was made of if of one, and when it was last changed."""

    draft: Draft
    parent: Dataset | None
    at: datetime


class Bench:
    """The last draft of each account; when there are too many, the oldest go."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Unsaved] = OrderedDict()

    def put(self, account: str, left: Unsaved) -> None:
        """Keep it in place of what was kept for the account before."""
        with self._lock:
            self._kept.pop(account, None)
            self._kept[account] = left
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def of(self, account: str) -> Unsaved | None:
        """What is kept for an account."""
        with self._lock:
            return self._kept.get(account)

    def clear(self, account: str) -> None:
        """Keep nothing for an account."""
        with self._lock:
            self._kept.pop(account, None)
