"""The database: the one truth about data sets, plans, draws, accounts and who changed what."""

from api.store.by import By, new_id
from api.store.engine import Session, Store, Unavailable, open_store
from api.store.refusals import Refused

__all__ = ["By", "Refused", "Session", "Store", "Unavailable", "new_id", "open_store"]
