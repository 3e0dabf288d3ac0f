"""Teams come from the region that checks the target's: planned by one office, and by tiers."""

from datetime import date
from functools import cache

import pytest

from models.base import rebuilt
from models.inspector import Inspector, InspectorFilter, Track
from models.plan import AnnualPlan, ComplianceStatus, Visit
from models.problem import Problem
from models.programme import (
    DayRule,
    DurationStep,
    Frequency,
    Per,
    Selection,
    SelectionMode,
    Stratum,
    TeamRule,
)
from models.region import Level
from models.target import Government, Organ, Stage, TargetFilter, TargetKind
from planner.audit import audit
from planner.audit.case import AuditCase
from planner.audit.exchange import check
from planner.options import Options
from planner.pipeline import plan_year
from planner.tiers.offices import Offices
from planner.tiers.sidebyside import plan_alone
from planner.tiers.verdict import audit_tiers
from planner.tiers.year import plan_tiers
from tests.planner.exchange.regions import exchange_problem, name
from tests.planner.tiers.realm import PROGRAMMES, realm

LINE = [(100.0 + n, 40.0) for n in range(4)]
GOVERNMENTS = TargetFilter(organs=(Organ.GOVERNMENT,))
FAST = Options(time_limit_s=20, deterministic=True)


def with_governments(problem: Problem, level: Level) -> Problem:
    """Every region of the level has a government to be checked once in each half-year."""
    governments = tuple(
        Government(
            id=f"g-{region.id}",
            name=f"{region.name}政府",
            region=region.id,
            lon=region.lon if region.lon is not None else 100,
            lat=region.lat if region.lat is not None else 40,
            level=level,
        )
        for region in problem.regions
        if region.level is level
    )
    programmes = tuple(
        rebuilt(
            p,
            clauses=("c",),
            selection=Selection(targets=GOVERNMENTS),
            frequency=Frequency(per=Per.HALF_YEAR),
            days=DayRule.WORKING_DAYS,
            durations=(DurationStep(half_days=2),),
            team=TeamRule(size=2, members=InspectorFilter(tracks=(Track.GOVERNMENTS,))),
        )
        if p.exchange
        else p
        for p in problem.programmes
    )
    people = tuple(_capable(p) for p in problem.inspectors)
    targets = (*problem.targets, *governments)
    return rebuilt(problem, targets=targets, programmes=programmes, inspectors=people)


def _capable(person: Inspector) -> Inspector:
    return rebuilt(
        person,
        tracks=tuple(dict.fromkeys((*person.tracks, Track.GOVERNMENTS))),
        stages=tuple(dict.fromkeys((*person.stages, Stage.PRIMARY))),
        certificate_from=date(2026, 1, 1),
        certificate_until=date(2028, 1, 1),
    )


@cache
def problem() -> Problem:
    return with_governments(
        exchange_problem(LINE, people=[3] * 4, no_repeat_years=1, past=[(0, 1, 1)]),
        Level.PREFECTURE,
    )


@cache
def plan() -> AnnualPlan:
    return plan_year(problem(), FAST)


def codes(changed: AnnualPlan, of: Problem | None = None) -> set[str]:
    case = AuditCase(of or problem(), changed)
    return {f.text.code.removeprefix("audit.exchange.") for f in check(case)}


def test_teams_come_from_who_checks() -> None:
    assert not plan().left_out
    assert {line.status for line in plan().compliance if line.clause == "c"} == {
        ComplianceStatus.KEPT
    }
    assert plan().rotations is not None
    (rotation,) = plan().rotations
    assert len(plan().visits) == 8
    for visit in plan().visits:
        batch = next(b for b in rotation.batches if b.first <= visit.start <= b.last)
        home = {problem().inspector_by_id[p].region for p in visit.team}
        assert home == set(batch.checkers(problem().target_by_id[visit.target].region))
    assert not codes(plan())


def test_who_may_go_nowhere_leaves_visits_out() -> None:
    lonely = rebuilt(
        problem(), strangers=exchange_problem(LINE, strangers=[(0, 1), (0, 2), (0, 3)]).strangers
    )
    made = plan_year(lonely, FAST)
    assert {left.target for left in made.left_out} == {"g-r00"}
    reasons = {r.code for left in made.left_out for r in left.reasons}
    assert "reason.excluded.exchange" in reasons
    assert codes(made, lonely) == {"unchecked"}
    assert made.rotations is not None
    assert made.rotations[0].obstacle is not None


def test_schools_drawn_or_by_risk_in_the_region_checked() -> None:
    schools = exchange_problem(LINE, schools=[4, 3, 5, 2], people=[4] * 4)
    whole = with_governments(schools, Level.PREFECTURE)
    programme = whole.programmes[0]
    kinds = (TargetKind.GOVERNMENT, TargetKind.SCHOOL)
    drawn = Selection(
        mode=SelectionMode.DRAWN,
        each=Level.PREFECTURE,
        targets=TargetFilter(kinds=kinds),
        strata=(
            Stratum(targets=GOVERNMENTS, number=1),
            Stratum(targets=TargetFilter(kinds=(TargetKind.SCHOOL,)), number=2),
        ),
    )
    riskiest = Selection(mode=SelectionMode.RISK, targets=TargetFilter(kinds=kinds), number=6)
    for selection, number in ((drawn, 2 * 4 * 3), (riskiest, 2 * 6)):
        chosen = rebuilt(whole, programmes=(rebuilt(programme, selection=selection),))
        made = plan_year(chosen, FAST)
        assert len(made.visits) == number
        assert not codes(made, chosen)


def _with_checks(*pairs: tuple[int, int], batch: int = 0) -> AnnualPlan:
    """The plan with other checks in a batch; ways as for the ones there."""
    assert plan().rotations is not None
    (rotation,) = plan().rotations
    checks = tuple(
        rotation.batches[0]
        .checks[0]
        .model_copy(update={"checker": name(i), "checked": name(j), "travel_km": 0.0})
        for i, j in pairs
    )
    batches = list(rotation.batches)
    batches[batch] = batches[batch].model_copy(update={"checks": checks})
    return plan().model_copy(
        update={"rotations": (rotation.model_copy(update={"batches": tuple(batches)}),)}
    )


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        (((0, 0), (1, 2), (2, 3), (3, 1)), "itself"),
        (((1, 2), (2, 1), (0, 3), (3, 0)), "mutual"),
        (((0, 1), (1, 2), (2, 3), (3, 0)), "past"),
        (((1, 2), (2, 3), (3, 0)), "unchecked"),
        (((1, 2), (1, 3), (1, 0), (2, 1)), "km"),
    ],
)
def test_broken_rotations(pairs: tuple[tuple[int, int], ...], code: str) -> None:
    assert code in codes(_with_checks(*pairs))


def test_the_same_checks_in_both_batches() -> None:
    assert plan().rotations is not None
    first = plan().rotations[0].batches[0]
    again = [(int(c.checker[1:]), int(c.checked[1:])) for c in first.checks]
    assert "twice" in codes(_with_checks(*again, batch=1))


def test_more_than_it_may_check_and_too_few_people() -> None:
    strict = rebuilt(
        problem(),
        programmes=(
            rebuilt(
                problem().programmes[0],
                exchange=rebuilt(problem().programmes[0].exchange, most=1),
                team=rebuilt(problem().programmes[0].team, size=4),
            ),
        ),
    )
    found = codes(_with_checks((1, 2), (1, 3), (2, 3)), strict)
    assert {"most", "most_checked", "few"} <= found


def test_regions_kept_apart_and_no_rotation() -> None:
    apart = rebuilt(problem(), strangers=exchange_problem(LINE, strangers=[(1, 2)]).strangers)
    assert "strangers" in codes(_with_checks((1, 2), (2, 3)), apart)
    assert codes(plan().model_copy(update={"rotations": ()})) == {"missing"}
    assert not codes(plan().model_copy(update={"rotations": None}))


def test_a_team_of_another_region() -> None:
    visit = plan().visits[0]
    others = [
        p.id
        for p in problem().inspectors
        if p.region != problem().inspector_by_id[visit.team[0]].region
    ][:2]
    moved: Visit = visit.model_copy(update={"team": tuple(others), "lead": others[0]})
    changed = plan().model_copy(update={"visits": (moved, *plan().visits[1:])})
    assert codes(changed) == {"team"}
    broken = [x for x in audit(problem(), changed) if x.status is ComplianceStatus.BROKEN]
    assert any(f.rule == "exchange" for line in broken for f in line.findings)


def test_offices_in_tiers() -> None:
    cross = exchange_problem(LINE).programmes[0]
    whole = with_governments(
        realm(prefectures=3, counties=1, schools=2, programmes=(cross, *PROGRAMMES)),
        Level.PREFECTURE,
    )
    tasks = {task.key: task for task in Offices(whole).tasks}
    assert tasks["x-cross"].after == ("x",)
    assert set(tasks["x0"].after) == {"x", "x-cross"}
    made = plan_tiers(whole, Options(time_limit_s=5), 1, solve=plan_alone)
    (rotation,) = made.rotations
    assert rotation.office == "x"
    checks = made.plan_of("x", "cross")
    assert checks is not None
    assert len(checks.visits) == 6
    _, own = audit_tiers(whole, made)
    findings = [f for line in own["x-cross"] for f in line.findings]
    assert not [f for f in findings if f.rule in ("exchange", "coverage", "team")]
