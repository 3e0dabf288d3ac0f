"""What tests of several aggregates do."""

from collections.abc import Callable

import pytest

from api.store import By, Refused, Session, datasets, plans
from api.store.datasets import Dataset
from api.store.plans import Plan
from tests.api.store.conftest import by
from tests.planner.audit.tiny import PROBLEM


def refused(code: str, call: Callable[[], object]) -> None:
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.code == code


def added(session: Session, seconds: float = 0, parent: str | None = None) -> Dataset:
    return datasets.add(session, by(seconds=seconds), PROBLEM, source="upload", parent=parent)


def submitted(session: Session, who: By | None = None, **other: str) -> Plan:
    return plans.submit(session, who or by(), added(session, -1).id, {"seed": 7}, **other)[0]
