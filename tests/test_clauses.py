"""Every clause of the five texts is a rule of the program, and breaking it is noticed.

For each clause: an office under the real pack, a plan of it that keeps the clause, and a plan or
data that break it. The auditor must say so under that clause, by that rule. Clauses that ask for a
report must report, with what is short in numbers.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from models.base import rebuilt
from models.inspector import Employment
from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, MilestoneKind
from models.problem import Problem
from models.region import Level
from models.target import Stage
from planner.audit import audit
from planner.options import Options
from planner.pipeline import plan_year
from tests.clauses.breaches import (
    Break,
    all_to_the_first,
    at_end_of,
    budget,
    elsewhere,
    half_a_year_only,
    interest,
    members_of,
    milestones,
    near_the_government,
    no_time,
    no_training,
    one_indicator_fewer,
    one_stratum,
    people,
    phase,
    targets,
    tight_cap,
    to_a_part_timer,
    wide_gap,
    with_another_visit,
    without,
    zones,
)
from tests.clauses.offices import YEAR, Office, city, county, league, region
from tests.planner import hamlet

CLAUSES = """
nm.14a nm.14b nm.14c nm.14d nm.14e nm.14f hn.16 my.4.1a my.4.1b my.4.1c my.4.4 my.4.5
nm.16a nm.16b my.4.3 nm.15 hn.17 my.4.2 hn.19 my.4.5b nm.3 nm.7
nm.2 hn.2 my.2.2 my.1.2 nm.6a hn.5 my.2.2b nm.6b hn.5b nm.5 hn.4 nm.5b hn.4b nm.8b hn.7b
nm.8a hn.7a my.2.4 my.2.4b sj.3.1 sj.3.4 sj.3.2 sj.3.3 sj.3.5 sj.2.1 sj.2.3 md.3
nm.9 nm.10 hn.11 my.3.5 md.time md.index nm.3b hn.3 nm.19 hn.21 my.5.2
""".split()  # noqa: SIM905 - a table of ids is read line by line
NM, HN, MY = "neimenggu-2020", "hainan-2021", "miyi-2022"


@dataclass(frozen=True)
class Case:
    """A way to break a clause, and the rule that must notice it."""

    clause: str
    rule: str
    office: Callable[[], Office]
    broken: Break


def cases() -> list[Case]:
    nm, hn, my = (lambda: county(NM)), (lambda: county(HN)), (lambda: county(MY))
    nm_region, hn_region = (lambda: region(NM)), (lambda: region(HN))
    sj_region = lambda: region("shuangjian-2022")  # noqa: E731
    expired: dict[str, object] = {"certificate_until": date(2026, 12, 31)}
    feedback, rectification = MilestoneKind.FEEDBACK, MilestoneKind.RECTIFICATION
    look_back, review = MilestoneKind.LOOK_BACK, MilestoneKind.REVIEW
    table: list[tuple[str, str, Callable[[], Office], Break]] = [
        ("nm.14c", "capacity", nm, zones(all_to_the_first)),
        ("hn.16", "capacity", hn, zones(all_to_the_first)),
        ("nm.14d", "capacity", nm, targets(enrolment=2500)),
        ("my.4.1a", "eligibility", my, to_a_part_timer),
        ("my.4.1a", "capacity", my, zones(all_to_the_first)),
        ("my.4.1c", "capacity", my, zones(all_to_the_first)),
        ("my.4.4", "team", my, people(lambda _: {"pools": ()})),
        ("my.4.5", "workload", my, no_time),
        ("nm.16a", "certificate", nm, people(lambda _: expired)),
        ("nm.16a", "certificate", nm, people(lambda _: {"preservice_hours": 39})),
        ("nm.16b", "training", nm, no_training),
        ("my.4.3", "certificate", my, people(lambda _: expired)),
        ("my.4.3", "training", my, no_training),
        ("nm.15", "qualification", nm, people(lambda _: {"tracks": ()})),
        ("hn.17", "qualification", hn, people(lambda _: {"tracks": ()})),
        ("my.4.2", "qualification", my, people(lambda _: {"tracks": ()})),
        ("hn.19", "recusal", hn, interest),
        ("my.4.5b", "recusal", my, interest),
        ("nm.3", "jurisdiction", nm, targets(level=Level.PREFECTURE)),
        ("nm.7", "third_party", nm, members_of("monitoring", **expired)),
        ("nm.7", "team", nm, people(lambda _: {"third_party": ""})),
        ("nm.2", "coverage", nm_region, without("league-governments")),
        ("hn.2", "coverage", hn_region, without("provincial")),
        ("my.2.2", "coverage", my, without("comprehensive")),
        ("my.1.2", "coverage", my, without("townships")),
        ("nm.6a", "zones", nm, zones(lambda of: of[1:])),
        ("nm.6a", "coverage", nm, without("regular")),
        ("hn.5", "zones", hn, zones(lambda of: of[1:])),
        ("my.2.2b", "zones", my, zones(lambda of: of[1:])),
        ("nm.6b", "coverage", nm, without("term-end")),
        ("nm.6b", "windows", nm, at_end_of("term-end", date(YEAR, 12, 14))),
        ("hn.5b", "coverage", hn, without("term-end")),
        ("nm.5", "coverage", nm, without("governments")),
        ("hn.4", "coverage", hn, without("governments")),
        ("nm.5b", "coverage", nm, without("emergency")),
        ("nm.5b", "windows", nm, at_end_of("emergency", date(YEAR, 4, 19))),
        ("hn.4b", "coverage", hn, without("emergency")),
        ("nm.8b", "caps", nm, tight_cap),
        ("nm.8b", "gaps", nm, wide_gap),
        ("hn.7b", "caps", hn, tight_cap),
        ("hn.7b", "gaps", hn, wide_gap),
        ("nm.8a", "selection", nm, elsewhere("drawn")),
        ("hn.7a", "selection", hn, elsewhere("drawn")),
        ("my.2.4", "selection", my, elsewhere("private")),
        ("my.2.4b", "caps", my, tight_cap),
        ("my.2.4b", "gaps", my, wide_gap),
        ("sj.3.1", "coverage", sj_region, half_a_year_only("cross-leagues")),
        ("sj.3.1", "team", sj_region, near_the_government("cross-leagues", Level.PREFECTURE)),
        ("sj.3.4", "coverage", league, half_a_year_only("cross")),
        ("sj.3.4", "team", league, near_the_government("cross", Level.COUNTY)),
        ("sj.3.2", "selection", league, elsewhere("targeted")),
        ("sj.3.2", "coverage", league, without("targeted")),
        ("sj.3.3", "team", league, people(lambda _: {"department": ""})),
        ("sj.3.3", "sealed", league, with_another_visit),
        ("sj.3.3", "coverage", league, without("joint-schools")),
        ("sj.3.5", "zones", league, zones(lambda of: of[1:])),
        ("sj.3.5", "coverage", league, without("regular")),
        ("sj.2.1", "reviews", league, milestones(review, None)),
        ("sj.2.3", "coverage", league, half_a_year_only("institutions")),
        ("sj.2.3", "windows", league, at_end_of("institutions", date(YEAR, 6, 2))),
        ("md.3", "coverage", city, one_stratum),
        ("md.3", "coverage", city, without("counties")),
        ("md.3", "windows", city, at_end_of("schools", date(YEAR, 5, 7))),
        ("md.3", "phases", city, phase("field-report", 7)),
        ("nm.9", "milestones", nm, milestones(feedback, 40)),
        ("nm.10", "milestones", nm, milestones(rectification, 70)),
        ("nm.10", "coverage", nm, without("look-back")),
        ("hn.11", "milestones", hn, milestones(look_back, None)),
        ("my.3.5", "milestones", my, milestones(look_back, None)),
        *(
            ("md.time", "phases", city, phase(name, days))
            for name, days in (
                *(("notice", 4), ("published", 4), ("self-evaluation", -1)),
                *(("monitoring", 1), ("feedback", 1), ("publication", -40)),
            )
        ),
        ("md.time", "phases", city, milestones(MilestoneKind.PHASE, None)),
        ("md.index", "indicators", city, one_indicator_fewer),
        ("nm.3b", "reviews", nm, milestones(review, None)),
        ("hn.3", "reviews", hn, milestones(review, None)),
        ("nm.19", "costs", nm, budget),
        ("hn.21", "costs", hn, budget),
        ("my.5.2", "costs", my, budget),
    ]
    return [Case(*row) for row in table]


CASES = cases()
NUMBER = count()
IDS = [f"{case.clause}-{case.rule}-{next(NUMBER)}" for case in CASES]


def line_of(lines: Iterable[ComplianceLine], clause: str) -> ComplianceLine:
    return next(line for line in lines if line.clause == clause)


KEPT: dict[int, tuple[AnnualPlan, tuple[ComplianceLine, ...]]] = {}


def kept(problem: Problem, plan: AnnualPlan) -> tuple[ComplianceLine, ...]:
    """The audit of a plan as it was made; many clauses ask for it."""
    if id(plan) not in KEPT:
        KEPT[id(plan)] = plan, tuple(audit(problem, plan))
    return KEPT[id(plan)][1]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_clause_is_kept_and_its_breach_noticed(case: Case) -> None:
    office = case.office()
    assert line_of(kept(*office), case.clause).findings == ()
    line = line_of(audit(*case.broken(*office)), case.clause)
    assert line.status is ComplianceStatus.BROKEN
    found = [f for f in line.findings if f.rule == case.rule]
    assert found, [f.rule for f in line.findings]
    assert all(f.text.args for f in found)


REPORTS = [
    ("nm.14a", lambda: region(NM), "ratio", {"need": 14, "have": 15, "targets": 7}),
    ("nm.14b", lambda: region(NM), "ratio", {"need": 2, "have": 6, "targets": 9}),
    ("nm.14c", lambda: county(NM), "ratio", {"need": 4, "targets": 18}),
    ("nm.14e", lambda: county(NM), "share", {"at_least": 30}),
    ("nm.14f", lambda: county(NM), "zone_travel", {}),
    ("hn.16", lambda: county(HN), "share", {"at_least": 20}),
    ("my.4.1a", lambda: county(MY), "ratio", {"need": 4, "targets": 18}),
    ("my.4.1b", lambda: county(MY), "ratio", {"need": 9, "targets": 18}),
    ("my.4.1c", lambda: county(MY), "ratio", {"per": 4}),
    ("nm.3b", lambda: county(NM), "roll_up", {"left_out": 0}),
    ("hn.3", lambda: county(HN), "roll_up", {"left_out": 0}),
    ("nm.19", lambda: county(NM), "budget", {"budget": 10**6}),
    ("md.index", city, "indicators", {"found": "6/24/69", "due": "6/24/69"}),
]


@pytest.mark.parametrize(
    ("clause", "office", "code", "words"), REPORTS, ids=[f"{r[0]}-{r[2]}" for r in REPORTS]
)
def test_the_clause_is_reported(
    clause: str, office: Callable[[], Office], code: str, words: dict[str, object]
) -> None:
    line = line_of(kept(*office()), clause)
    told = [fact.args for fact in line.facts if fact.code == f"audit.fact.{code}"]
    assert any(words.items() <= fact.items() for fact in told), told
    assert line.status is not ComplianceStatus.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("clause", "office"),
    [
        ("nm.14a", lambda: region(NM)),
        ("nm.14b", lambda: region(NM)),
        ("nm.14c", lambda: county(NM)),
        ("nm.14e", lambda: county(NM)),
        ("hn.16", lambda: county(HN)),
        ("my.4.1a", lambda: county(MY)),
        ("my.4.1b", lambda: county(MY)),
        ("my.4.1c", lambda: county(MY)),
    ],
)
def test_too_few_people_are_told(clause: str, office: Callable[[], Office]) -> None:
    """Of all full-timers one stays, of all part-timers two; of those for kindergartens nobody."""
    problem, plan = office()
    full = [i for i in problem.inspectors if i.employment is Employment.FULL_TIME]
    part = [i for i in problem.inspectors if i.employment is Employment.PART_TIME]
    kept = (*full[:1], *part) if clause in ("nm.14b", "nm.14e") else (*full[:1], *part[:2])
    if clause == "my.4.1c":
        kept = tuple(i for i in kept if Stage.KINDERGARTEN not in i.stages)
    names = {i.id for i in kept}
    few = rebuilt(
        problem,
        inspectors=kept,
        interests=tuple(i for i in problem.interests if i.inspector in names),
        leave=tuple(i for i in problem.leave if i.inspector in names),
    )
    short = [f.args.get("short", 0) for f in line_of(audit(few, plan), clause).facts]
    assert max(short) > 0


def test_ways_are_weighed_when_zones_are_made() -> None:
    """`nm.14f`: of two who may hold a school the nearer one does."""
    problem = hamlet.problem(
        targets=(hamlet.school(lon=102.3),),
        inspectors=(hamlet.person("far", lon=102.0), hamlet.person("near", lon=102.29)),
    )
    plan = plan_year(problem, Options(time_limit_s=5))
    assert [z.inspector for z in plan.zones or () if z.targets] == ["near"]


def test_programmes_are_joined_where_they_may_be() -> None:
    """`my.2.4b`: the head's term and the yearly inspection are one visit."""
    _, plan = county(MY)
    joined = [v for v in plan.visits if v.programmes == ("comprehensive", "term-end")]
    assert joined
    assert not [v for v in plan.visits if v.programmes == ("term-end",)]


def test_an_emergency_is_put_in_at_once() -> None:
    """`nm.5b`, `hn.4b`: a window is all it needs."""
    for pack in (NM, HN):
        _, plan = county(pack)
        (visit,) = (v for v in plan.visits if v.programmes == ("emergency",))
        assert date(YEAR, 4, 12) <= visit.start <= visit.end <= date(YEAR, 4, 16)


def test_no_clause_is_forgotten() -> None:
    assert len(CLAUSES) == len(set(CLAUSES))
    assert {c.clause for c in CASES} | {r[0] for r in REPORTS} == set(CLAUSES)


def test_the_list_is_that_of_the_table() -> None:
    table = Path(__file__).parents[2] / "shared" / "policy" / "README.md"
    if not table.exists():
        pytest.skip("../shared is absent")
    rows = [
        row.split("|") for row in table.read_text("utf-8").splitlines() if row.startswith("| `")
    ]
    listed = {i for row in rows for i in re.findall(r"`([a-z]{2}\.[0-9a-z.]+)`", row[1])}
    assert listed == set(CLAUSES)
