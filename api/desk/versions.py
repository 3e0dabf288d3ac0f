"""Versions of data sets that other work needs: derived once, however often they are asked for."""

from api.desk.asker import Asker
from api.store import datasets, regions
from api.store.datasets import Dataset
from api.store.engine import Session
from models.problem import Problem


def version(
    session: Session, who: Asker, parent: str, problem: Problem, *, source: str, overlay: str = ""
) -> Dataset:
    """The version of a data set that holds this problem; a new one when there is none yet."""
    known = datasets.derived(session, parent, problem)
    if known is not None:
        return known
    regions.adopt(session, who.by, problem.regions, who.account.region)
    return datasets.add(
        session, who.by, problem, source=source, parent=parent, overlay=overlay or None
    )
