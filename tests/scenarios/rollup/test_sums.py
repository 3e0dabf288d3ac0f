"""Sums by region are sums over offices, however the hierarchy looks and whoever adds them up."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from models.account import gini
from models.inspector import Employment
from models.programme import ProgrammeKind
from models.region import Level, Region, RegionTree
from models.rollup import (
    ClauseFigures,
    Figures,
    HeadcountFigure,
    OfficeFigures,
    PersonLoad,
    ProgrammeFigures,
    RegionFigures,
    RollUp,
    Scope,
)
from scenarios.rollup.combine import combined
from scenarios.rollup.sums import totals
from scenarios.rollup.workload import workload

REGIONS = (
    Region(id="P", name="province", level=Level.PROVINCE),
    *(Region(id=c, name=c, level=Level.PREFECTURE, parent="P") for c in "ab"),
    *(
        Region(id=f"{c}{n}", name=f"{c}{n}", level=Level.COUNTY, parent=c)
        for c in "ab"
        for n in "12"
    ),
)
TREE = RegionTree(REGIONS)
few = st.integers(0, 5)


def _figures(draw: st.DrawFn) -> Figures:
    def programme(name: str) -> ProgrammeFigures:
        return ProgrammeFigures(
            programme=name,
            name=name,
            kind=ProgrammeKind.SPECIAL,
            due=draw(few),
            planned=draw(few),
            left_out=draw(few),
            saved=draw(few),
            quarters=(draw(few), draw(few), draw(few), draw(few)),
        )

    def clause(name: str) -> ClauseFigures:
        status = draw(st.sampled_from(("kept", "broken", "not_applicable")))
        counts = dict.fromkeys(("kept", "broken", "not_applicable"), 0) | {status: 1}
        return ClauseFigures(clause=name, findings=draw(few), **counts)

    return Figures(
        visits=draw(few),
        person_half_days=draw(few),
        travel_km=draw(st.integers(0, 10**7)) / 10,
        nights=draw(few),
        cost_yuan=draw(few),
        withheld=draw(few),
        headcounts=tuple(
            HeadcountFigure(clause=c, have=draw(few), need=draw(few), short=draw(few))
            for c in draw(st.sets(st.sampled_from("xy")))
        ),
        programmes=tuple(programme(p) for p in sorted(draw(st.sets(st.sampled_from("uvw"))))),
        clauses=tuple(clause(c) for c in "cd"),
    )


@st.composite
def _offices(draw: st.DrawFn) -> tuple[OfficeFigures, ...]:
    """Any of the regions report, some for two tasks; people work for any office."""
    places = draw(st.lists(st.sampled_from([r.id for r in REGIONS]), unique=True, min_size=1))
    tasks = [
        (place, task) for place in places for task in ("own", *draw(st.sampled_from(((), ("x",)))))
    ]
    return tuple(
        OfficeFigures(
            office=place,
            task=task,
            dataset="d",
            policy="p",
            fictional=False,
            provisional=False,
            complete=True,
            figures=_figures(draw),
            people=tuple(
                PersonLoad(person=n, office=o, employment=e, half_days=draw(few))
                for n, (o, e) in zip(
                    "klmn", product(("a1", "b"), list(Employment)[:2]), strict=True
                )
                if draw(st.booleans())
            ),
        )
        for place, task in tasks
    )


def _below(offices: tuple[OfficeFigures, ...], total: RegionFigures) -> list[OfficeFigures]:
    if total.scope is Scope.OWN:
        return [o for o in offices if o.office == total.region]
    return [o for o in offices if total.region in TREE.lineage(o.office)]


@settings(max_examples=100, deadline=None)
@given(_offices())
def test_sums_over_offices(offices: tuple[OfficeFigures, ...]) -> None:
    made = totals(REGIONS, offices)
    everybody: dict[tuple[str, str], int] = {}
    for office in offices:
        for p in office.people:
            everybody[p.office, p.person] = everybody.get((p.office, p.person), 0) + p.half_days
    for total in made:
        parts = _below(offices, total)
        sums = total.figures
        assert total.offices == len({o.office for o in parts})
        for field in ("visits", "person_half_days", "nights", "cost_yuan", "withheld"):
            assert getattr(sums, field) == sum(getattr(o.figures, field) for o in parts)
        hundreds_of_m = sum(round(o.figures.travel_km * 10) for o in parts)
        assert sums.travel_km == hundreds_of_m / 10
        for p in sums.programmes:
            same = [q for o in parts for q in o.figures.programmes if q.programme == p.programme]
            for field in ("due", "planned", "left_out", "saved"):
                assert getattr(p, field) == sum(getattr(q, field) for q in same)
            for n in range(4):
                assert p.quarters[n] == sum(q.quarters[n] for q in same)
        for c in sums.clauses:
            verdicts = {
                office: [
                    d
                    for o in parts
                    if o.office == office
                    for d in o.figures.clauses
                    if d.clause == c.clause
                ]
                for office in {o.office for o in parts}
            }
            broken = sum(any(d.broken for d in group) for group in verdicts.values())
            kept = sum(
                any(d.kept for d in g) and not any(d.broken for d in g) for g in verdicts.values()
            )
            assert (c.broken, c.kept) == (broken, kept)
            assert c.kept + c.broken + c.not_applicable == total.offices
            assert c.findings == sum(d.findings for g in verdicts.values() for d in g)
        served = [
            n
            for (office, _), n in everybody.items()
            if office == total.region
            or (total.scope is Scope.ALL and total.region in TREE.lineage(office))
        ]
        if served:
            assert total.workload[-1].people == len(served)
            assert total.workload[-1].half_days == sum(served)
            assert total.workload[-1].most_half_days == max(served)


@settings(max_examples=50, deadline=None)
@given(_offices())
def test_adding_up_apart_makes_no_difference(
    offices: tuple[OfficeFigures, ...],
) -> None:
    """Each office sends its own roll-up; together they are what one roll-up of all is."""

    def rollup(some: tuple[OfficeFigures, ...]) -> RollUp:
        return RollUp(
            year=2027, regions=REGIONS, titles={}, offices=some, totals=totals(REGIONS, some)
        )

    parts = [(o.office, rollup((o,))) for o in offices]
    assert combined(parts) == rollup(offices)
    half = len(offices) // 2
    pair = [("1", rollup(offices[:half])), ("2", rollup(offices[half:]))]
    assert combined([p for p in pair if p[1].offices]) == rollup(offices)


def test_regions_above_all_offices_are_left_out() -> None:
    one = OfficeFigures(
        office="a1",
        dataset="d",
        policy="p",
        fictional=False,
        provisional=False,
        complete=True,
        figures=Figures(visits=3),
    )
    assert [t.region for t in totals(REGIONS, (one,))] == ["a1"]
    other = one.model_copy(update={"office": "a"})
    made = [(t.region, t.scope.value, t.figures.visits) for t in totals(REGIONS, (one, other))]
    assert made == [("a", "all", 6), ("a", "own", 3), ("a1", "all", 3)]


def test_gini_by_hand() -> None:
    assert gini([]) == gini([0, 0]) == gini([3, 3, 3]) == 0
    assert gini([0, 0, 0, 4]) == 0.75
    assert gini([1, 3]) == 0.25


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_gini_is_the_mean_difference(values: list[int]) -> None:
    differences = sum(abs(a - b) for a in values for b in values)
    assert abs(gini(values) - differences / (2 * len(values) * sum(values))) < 1e-4


def test_workload_by_employment_and_in_all() -> None:
    people = [
        PersonLoad(person="a", office="o", employment=Employment.FULL_TIME, half_days=6),
        PersonLoad(person="b", office="o", employment=Employment.FULL_TIME, half_days=0),
        PersonLoad(person="c", office="o", employment=Employment.EXPERT, half_days=2),
    ]
    made = [
        (w.employment, w.people, w.working, w.half_days, w.most_half_days) for w in workload(people)
    ]
    assert made == [
        (Employment.FULL_TIME, 2, 1, 6, 6),
        (Employment.EXPERT, 1, 1, 2, 2),
        (None, 3, 2, 8, 6),
    ]
