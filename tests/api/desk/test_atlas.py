"""A map shows of a plan what one sees of it, and nothing besides."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy

import pytest

from api.accounts.roles import Role
from api.desk import atlas as desk
from api.desk import exports, year
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.jobs.port import State
from api.service.app import make_app
from api.settings import Settings
from api.store import By, Store, accounts, datasets, open_store, plans, regions
from api.store.results import keep, result_of
from models.plan import AnnualPlan, Batch, Check, LeftOut, Rotation, Selected, Trip
from models.problem import Problem
from models.tiers import OfficePlan, TieredPlan
from tests.api.accounts.test_login import QUICK
from tests.api.pages.office import jobs_of
from tests.api.service.peopled import TOWN
from tests.api.service.test_sealed import HIDDEN, NAME, PLANNED, SEALED
from tests.api.store.conftest import sqlite_template  # noqa: F401

NOW = datetime(2025, 1, 1, tzinfo=UTC)
DATA = Problem(
    **{n: getattr(SEALED, n) for n in Problem.model_fields}
    | {"regions": (*SEALED.regions, TOWN), "pins": ()}
)
BESIDE = next(v for v in PLANNED.visits if v.id != NAME and set(v.team) & set(HIDDEN.team))
OTHER = next(v for v in PLANNED.visits if v.id not in {NAME, BESIDE.id})
OFFICIAL = HIDDEN.programmes[0]


def trip(id_: str, people: Sequence[str], visits: Sequence[str], start: date, end: date) -> Trip:
    return Trip(
        id=id_,
        people=tuple(people),
        visits=tuple(visits),
        start=start,
        end=end,
        nights=0,
        travel_km=1234,
        drive_minutes=5,
        cost_yuan=6,
    )


def missed(programme: str, target: str) -> LeftOut:
    return LeftOut(
        id=f"{programme}-{target}",
        target=target,
        programmes=(programme,),
        kind=HIDDEN.kind,
        mandatory=True,
        reasons=(),
    )


def rotation(programme: str) -> Rotation:
    check = Check(checker="county", checked="town", travel_km=7)
    batch = Batch(first=OTHER.start, last=OTHER.end, checks=(check,))
    return Rotation(office="county", programme=programme, batches=(batch,), travel_km=7)


SPAN = sorted((HIDDEN.start, BESIDE.start)), sorted((HIDDEN.end, BESIDE.end))
FULL = PLANNED.model_copy(
    update={
        "trips": (
            trip("secret", BESIDE.team, (NAME, BESIDE.id), SPAN[0][0], SPAN[1][1]),
            trip("open", OTHER.team, (OTHER.id,), OTHER.start, OTHER.end),
        ),
        "left_out": (missed(OFFICIAL, "s1"), missed("regular", "s2")),
        "selected": tuple(
            Selected(programme=p, target="s3", score=score, terms=())
            for p, score in ((OFFICIAL, 9), ("regular", 4))
        ),
        "rotations": (rotation(OFFICIAL), rotation("regular")),
    }
)
HALVES = TieredPlan(
    origin=None,
    status=FULL.status,
    offices=(
        OfficePlan(
            office="county",
            plan=FULL.model_copy(
                update={"visits": tuple(v for v in FULL.visits if v is not OTHER)}
            ),
        ),
        OfficePlan(
            office="town",
            plan=FULL.model_copy(
                update={
                    "visits": (OTHER,),
                    "zones": FULL.zones and FULL.zones[:1],
                    "left_out": (),
                    "rotations": None,
                }
            ),
        ),
    ),
)


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:  # noqa: F811
    copy(sqlite_template, tmp_path / "store.sqlite")
    made = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with made.writing() as session:
        regions.adopt(session, By("", NOW), DATA.regions, None)
    yield made
    made.close()


def kept(store: Store, plan: AnnualPlan | TieredPlan) -> str:
    by = By("", NOW)
    made = result_of(DATA, plan.model_dump_json(), ours=False)
    with store.writing() as session:
        one = datasets.add(session, by, DATA, source="upload")
        id_ = plans.submit(session, by, one.id, {}, course={"given": "x"})[0].id
        plans.advance(session, by, id_, State.VALIDATED)
        keep(session, by, id_, State.COMPUTED, made)
        plans.publish(session, by, id_)
    return id_


def asker(store: Store, role: Role, region: str, inspector: str = "") -> Asker:
    by = By("", NOW)
    world = make_app(
        Settings(), store, jobs_of(store), passwords=QUICK, clock=lambda: NOW
    ).state.world
    with store.writing() as session:
        made = accounts.add(
            session, by, f"{role}{region}{inspector}", role, region, "", inspector=inspector
        )
    return Asker(made, By(made.id, NOW), world)


@pytest.mark.parametrize(
    ("role", "inspector", "secret"),
    [
        (Role.PLANNER, "", True),
        (Role.VIEWER, "", False),
        (Role.VIEWER, HIDDEN.team[0], True),
    ],
)
def test_a_map_tells_what_the_open_form_tells(
    store: Store, role: Role, inspector: str, secret: bool
) -> None:
    id_ = kept(store, FULL)
    who = asker(store, role, "county", inspector)
    plan = exports.opened(who, id_, member=inspector).plan
    assert isinstance(plan, AnnualPlan)
    shown = desk.atlas(who, id_)
    assert {s.id: s.visits for s in shown.spots if s.visits} == Counter(
        v.target for v in plan.visits
    )
    assert {s.id: s.left_out for s in shown.spots if s.left_out} == Counter(
        item.target for item in plan.left_out
    )
    assert shown.days == Counter(v.start for v in plan.visits)
    assert shown.people.keys() == {p for v in plan.visits for p in v.team}
    assert len(shown.crossings) == len(plan.rotations or ())
    risks = {s.target: s.score for s in sorted(plan.selected or (), key=lambda s: s.score)}
    assert {s.id: s.risk for s in shown.spots if s.risk} == risks
    assert [(a.inspector, a.targets) for a in shown.areas] == [
        (z.inspector, len(z.targets)) for z in plan.zones or () if z.targets
    ]
    stops = {s.visit for day in shown.days for t in desk.tours(who, id_, day=day) for s in t.stops}
    assert stops == {v.id for v in plan.visits}
    assert (NAME in stops) is secret
    (tour,) = (
        t
        for t in desk.tours(who, id_, inspector=BESIDE.team[0])
        if BESIDE.id in {s.visit for s in t.stops}
    )
    assert (tour.travel_km == 1234) is secret  # else the visit stands alone, with its own way
    about = year.circumstances(who, id_, BESIDE.id)
    assert [t.id for t in about.trips] == (["secret"] if secret else [])
    if not secret:
        assert all(m.occasion != NAME for m in about.milestones)
        with pytest.raises(Denial):
            year.circumstances(who, id_, NAME)


def test_an_office_below_sees_its_own_part(store: Store) -> None:
    id_ = kept(store, HALVES)
    chief = asker(store, Role.PLANNER, "county")
    whole = desk.atlas(chief, id_)
    assert sum(whole.days.values()) == len(FULL.visits)
    assert set(whole.offices) == {"county", "town"}
    assert len(whole.crossings) == 2  # once, though several offices may tell of a rotation
    part = desk.atlas(chief, id_, "town")
    assert part.days == {OTHER.start: 1}

    below = asker(store, Role.PLANNER, "town")
    own = desk.atlas(below, id_)
    assert own.days == part.days
    assert set(own.people) == set(OTHER.team)
    assert own.areas == part.areas
    assert {s.id for s in own.spots} == {s.id for s in part.spots}
    assert own.crossings == ()
    tours = [t for day in whole.days for t in desk.tours(below, id_, day=day)]
    assert {s.visit for t in tours for s in t.stops} == {OTHER.id}
    for look in (desk.atlas, desk.tours):
        with pytest.raises(Denial) as caught:
            look(below, id_, "county")
        assert caught.value.status == 404
    with pytest.raises(Denial):
        year.circumstances(below, id_, BESIDE.id)
