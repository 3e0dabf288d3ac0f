"""Data sets made infeasible: each conflict told is real and smallest, each remedy told works.

Shipped data sets cut to a few schools lose inspectors, days and freedom.
What planning then leaves out is examined, and what is said about it is tried by others than those
who said it: that visits can be made by an arrangement which the auditor passes; that they cannot by
the bound of the planner's own stage; that a change suffices by planning the changed problem anew.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache

import pytest

from models.base import rebuilt
from models.inspector import Interest, InterestKind, Leave
from models.plan import AnnualPlan, LeftOut, PlanStatus, Zone
from models.problem import Problem
from models.programme import Window
from models.text import say
from planner import pipeline
from planner.audit import audit
from planner.explain.change import Change
from planner.explain.conflict import Asked, Core
from planner.explain.holding import Holding
from planner.explain.leftout import Examined, examined
from planner.explain.question import Question, of_targets
from planner.objectives import measure
from planner.options import Options
from planner.pipeline import plan_year
from planner.visits import visits
from scenarios.dataset import read_dataset
from scenarios.shipped import find_dataset
from tests.effort import EXPLORING
from tests.planner import hamlet

SHIPPED = ("miyi-2027", "hainan-county-2027", "neimenggu-banner-2027")
OPTIONS = Options(time_limit_s=60, deterministic=True)
Ruin = Callable[[Problem], Problem]


@cache
def few(name: str) -> Problem:
    """A shipped data set with every so many of its targets."""
    whole = read_dataset(find_dataset(name))
    return of_targets(whole, {t.id for t in whole.targets[:: len(whole.targets) // 3]})


def fewer_people(problem: Problem, kept: int = 3) -> Problem:
    """Only the first so many of each employment are left."""
    people = [
        person
        for number, person in enumerate(problem.inspectors)
        if sum(p.employment is person.employment for p in problem.inspectors[:number]) < kept
    ]
    there = {person.id for person in people}
    mine = {
        name: tuple(item for item in getattr(problem, name) if item.inspector in there)
        for name in ("interests", "leave")
    }
    pairs = tuple(p for p in problem.pairs if {p.first, p.second} <= there)
    return rebuilt(problem, inspectors=tuple(people), pairs=pairs, **mine)


def shorter_windows(problem: Problem, days: int = 2) -> Problem:
    """Every programme with a window has only the first days of the first one."""
    programmes = []
    for programme in problem.programmes:
        if programme.windows:
            first, last = programme.windows[0].dates(problem.year)
            end = min(last, first + timedelta(days=days))
            short = Window(first=f"{first:%m-%d}", last=f"{end:%m-%d}")
            programmes.append(rebuilt(programme, windows=(short,)))
        else:
            programmes.append(programme)
    return rebuilt(problem, programmes=tuple(programmes))


def more_interests(problem: Problem, target: int = 0) -> Problem:
    """All but one are tied to one of the targets."""
    tied = tuple(
        Interest(inspector=person.id, target=problem.targets[target].id, kind=InterestKind.DECLARED)
        for person in problem.inspectors[1:]
    )
    return rebuilt(problem, interests=tied)


def expired(problem: Problem) -> Problem:
    """Most certificates end with February."""
    end = problem.calendar.first + timedelta(days=58)
    people = (
        person if number % 6 == 0 else rebuilt(person, certificate_until=end)
        for number, person in enumerate(problem.inspectors)
    )
    return rebuilt(problem, inspectors=tuple(people))


def lower_caps(problem: Problem) -> Problem:
    """Every target may be visited half as often."""
    caps = tuple(rebuilt(cap, at_most=max(1, cap.at_most // 2)) for cap in problem.policy.caps)
    return rebuilt(problem, policy=rebuilt(problem.policy, caps=caps))


def long_leave(problem: Problem) -> Problem:
    """Every other person is away from April to June."""
    year = problem.year
    away = tuple(
        Leave(inspector=person.id, start=date(year, 4, 1), end=date(year, 6, 30))
        for person in problem.inspectors[::2]
    )
    return rebuilt(problem, leave=away)


RUINS: tuple[Ruin, ...] = (
    long_leave,
    fewer_people,
    shorter_windows,
    more_interests,
    expired,
    lower_caps,
)


def looked_into(problem: Problem) -> tuple[AnnualPlan, Examined]:
    """The plan, and what was found out about the visits it leaves out."""
    kept: list[Examined] = []

    def keep(case, placed, left, search, seed):  # type: ignore[no-untyped-def]
        kept.append(examined(case, placed, left, search.within(1000), seed))
        return list(left)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "explained", keep)
        plan = plan_year(problem, OPTIONS)
    return plan, kept[0]


def possible(asked: Asked) -> bool:
    """Whether it can be: shown by what the auditor passes, or excluded by a bound."""
    if isinstance(asked, Holding):
        return any(_holds(asked, person.id) for person in asked.problem.inspectors)
    assert isinstance(asked, Question)
    case = asked.case()
    found = visits(case, hamlet.search())
    if len(found.arrangement.placed) == len(case.requests):
        assert hamlet.findings(case, found.arrangement) == []
        return True
    assert any(figure.bound > 0 for figure in found.figures[:2])
    return False


def _holds(asked: Holding, person: str) -> bool:
    """Whether the auditor finds nothing against a zone of this person with this target alone."""
    zone = Zone(inspector=person, targets=(asked.target,), travel_km=0)
    plan = AnnualPlan(origin=None, status=PlanStatus.COMPLETE, visits=(), zones=(zone,))
    lines = audit(asked.problem, plan)
    wrong = {"zones", "eligibility", "certificate", "qualification", "recusal", "travel"}
    found = [f for line in lines for f in line.findings if f.rule in wrong]
    return not any(person in f.inspectors and asked.target in f.targets for f in found)


def check_core(core: Core) -> None:
    """Impossible under its rules alone; possible without any one rule or any other visit."""
    alone = core.under(core.rules)
    words = [say(rule.text) for rule in core.rules]
    assert not possible(alone), words
    for gone in core.rules:
        assert possible(core.under([r for r in core.rules if r is not gone])), say(gone.text)
    if isinstance(alone, Question):
        for visit in core.visits if len(core.visits) > 1 else ():
            assert possible(alone.about([v for v in core.visits if v != visit])), (visit, words)


def check(problem: Problem) -> int:
    """Everything said about what the problem must leave out; how many conflicts and remedies."""
    plan, found = looked_into(problem)
    assert not found.unexamined
    said = 0
    for core in _once(found.cores.values()):
        check_core(core)
        said += 1
    for group, changes in _groups(found):
        items = [item for item in plan.left_out if item.id in group]
        for change in changes:
            # Of visits that weigh the same another may be left out now, but no more than before.
            assert lost_after(problem, plan, change) <= tuple(
                before - gained
                for before, gained in zip(
                    lost(problem, plan.left_out), lost(problem, items), strict=True
                )
            ), (say(change.text), group)
            said += 1
    return said


def lost_after(problem: Problem, plan: AnnualPlan, change: Change) -> tuple[int, ...]:
    """The weight of what is left out once the change is made, of the problem or of the zones."""
    if not change.responsible:
        return lost(problem, plan_year(change.apply(problem), OPTIONS).left_out)
    zones = {t: zone.inspector for zone in plan.zones or () for t in zone.targets}
    case = hamlet.case(problem, {**zones, **change.responsible})
    return measure(case, visits(case, hamlet.search()).arrangement)[:2]


def lost(problem: Problem, items: Iterable[LeftOut]) -> tuple[int, int]:
    """The weight of mandatory and of optional visits left out (docs/semantics.md)."""
    mandatory = optional = 0
    for item in items:
        programme = problem.programme_by_id[item.programmes[0]]
        risk = round(problem.target_by_id[item.target].risk)
        mandatory += programme.priority * item.mandatory
        optional += programme.priority * (1 + risk) * (not item.mandatory)
    return mandatory, optional


def _groups(found: Examined) -> list[tuple[set[str], tuple[Change, ...]]]:
    """The visits with remedies in common, and these."""
    groups: dict[str, tuple[set[str], tuple[Change, ...]]] = {}
    for visit, changes in found.changes.items():
        key = str([c.text for c in changes]) + str([r.text for r in found.cores[visit].rules])
        groups.setdefault(key, (set(), changes))[0].add(visit)
    return list(groups.values())


def _once(cores: Iterable[Core]) -> list[Core]:
    return list({(c.visits, tuple(say(r.text) for r in c.rules)): c for c in cores}.values())


LONG = {
    ("miyi-2027", "lower_caps"),
    ("neimenggu-banner-2027", "expired"),
    ("neimenggu-banner-2027", "lower_caps"),
}
"""Take as long as all others, whose kinds they repeat; `HYPOTHESIS_PROFILE=explore` tries them."""

CASES = [(name, ruin) for name in SHIPPED for ruin in RUINS]
QUICK = [(name, ruin) for name, ruin in CASES if (name, ruin.__name__) not in LONG]


@pytest.mark.parametrize(("name", "ruin"), CASES if EXPLORING else QUICK[::2])
def test_shipped(name: str, ruin: Ruin) -> None:
    check(ruin(few(name)))
