"""Visits: each on one page, sealed ones for those who may see them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from api.store import Store, visits
from api.store.visits import Filter
from models.plan import Visit
from tests.api.store.steps import submitted
from tests.planner.audit.tiny import PLAN, PROBLEM


def _visits_of(store: Store) -> str:
    with store.writing() as session:
        plan = submitted(session).id
        visits.fill(session, plan, PROBLEM, [("county", v) for v in PLAN.visits])
    return plan


@pytest.mark.parametrize(
    ("which", "fits"),
    [
        (Filter(), lambda v: True),
        (Filter(inspector="a"), lambda v: "a" in v.team),
        (Filter(target="s1"), lambda v: v.target == "s1"),
        (Filter(kind="regular"), lambda v: v.kind == "regular"),
        (Filter(regions=frozenset({"county"})), lambda v: True),
        (Filter(regions=frozenset()), lambda v: False),
        (Filter(offices=frozenset({"other"})), lambda v: False),
        (
            Filter(since=date(2025, 4, 1), until=date(2025, 9, 30)),
            lambda v: v.end >= date(2025, 4, 1) and v.start <= date(2025, 9, 30),
        ),
    ],
)
def test_pages_show_each_visit_once(
    store: Store, which: Filter, fits: Callable[[Visit], bool]
) -> None:
    plan = _visits_of(store)
    expected = sorted((v.start, v.id) for v in PLAN.visits if fits(v))
    with store.reading() as session:
        assert visits.count(session, plan, which) == len(expected)
        for size in (1, 2, 100):
            seen, after = [], None
            while True:
                page = visits.page(session, plan, which, after=after, limit=size)
                assert len(page.visits) <= size
                seen += page.visits
                after = page.after
                if after is None:
                    break
            assert [v.start for v in seen] == sorted(v.start for v in seen)
            assert sorted((v.start, v.visit) for v in seen) == expected
        assert all(
            Visit.model_validate(v.content) in PLAN.visits
            for v in visits.page(session, plan, which).visits
        )


def test_sealed_visits_are_for_their_team(store: Store) -> None:
    secret = PROBLEM.programmes[0].model_copy(update={"sealed": True})
    problem = PROBLEM.model_copy(update={"programmes": (secret, *PROBLEM.programmes[1:])})
    hidden = [v for v in PLAN.visits if secret.id in v.programmes]
    first = min(hidden, key=lambda v: v.end)
    rest = len(PLAN.visits) - len(hidden)
    assert hidden
    with store.writing() as session:
        plan = submitted(session).id
        visits.fill(session, plan, problem, [("county", v) for v in PLAN.visits])
    with store.reading() as session:

        def count(**who: object) -> int:
            return visits.count(session, plan, Filter.model_validate(who))

        assert count(sealed_for=None) == len(PLAN.visits)
        assert count() == rest
        for person in {who for v in PLAN.visits for who in v.team}:
            assert count(sealed_for=person) == rest + sum(person in v.team for v in hidden)
        assert count(sealed_for="nobody") == rest
        assert count(today=first.end) == rest
        day_after = first.end + timedelta(days=1)
        assert count(today=day_after) == rest + sum(v.end < day_after for v in hidden)
        assert count(inspector=first.team[0]) == sum(
            first.team[0] in v.team for v in PLAN.visits if v not in hidden
        )
