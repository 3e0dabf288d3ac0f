"""How pressing the inspection of a target is, by the formula of the policy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models.plan import ScoreTerm, Selected
from models.problem import PastVisit, Problem
from models.programme import Programme, SelectionMode
from models.risk import Rate, Risk, RiskTerm
from models.target import Target

PARTS_OF_A_POINT = 100


@dataclass(frozen=True)
class Score:
    """The exact sum of the terms, and the terms as they are shown."""

    value: Fraction
    terms: tuple[ScoreTerm, ...]


def scores(problem: Problem) -> Mapping[str, Score]:
    """The score of each target; where the policy has no formula, the target's own `risk`.

    Source: `sj.3.2`; docs/semantics.md, Risk.
    """
    formula = problem.policy.risk
    if formula is None:
        return {t.id: _stated(t) for t in problem.targets}
    facts = _Facts.of(problem, formula)
    return {t.id: _score(formula, facts, t) for t in problem.targets}


def selected(problem: Problem, programme: Programme, chosen: Iterable[Target]) -> list[Selected]:
    """What is to be shown of the choice of a programme that chooses by risk, the riskiest first."""
    if programme.selection.mode is not SelectionMode.RISK:
        return []
    table = scores(problem)
    order = sorted(chosen, key=lambda t: (-table[t.id].value, t.id))
    return [
        Selected(
            programme=programme.id,
            target=target.id,
            score=float(table[target.id].value),
            terms=table[target.id].terms,
        )
        for target in order
    ]


def _stated(target: Target) -> Score:
    term = ScoreTerm(term=RiskTerm.STATED, figure=target.risk, points=target.risk)
    return Score(Fraction(str(target.risk)), (term,))


@dataclass(frozen=True)
class _Inside:
    """Sums over places: pupils, reports, and problems not yet struck off."""

    pupils: Mapping[str, int]
    reports: Mapping[str, int]
    problems: Mapping[str, int]


@dataclass(frozen=True)
class _Facts:
    """What the formula is about: sums by region with all below it, and the history of targets."""

    inside: _Inside
    problems: Mapping[str, int]
    last: Mapping[str, tuple[PastVisit, ...]]
    new_year: date

    @classmethod
    def of(cls, problem: Problem, formula: Risk) -> "_Facts":
        problems: Counter[str] = Counter()
        for visit in problem.history:
            problems[visit.target] += visit.open_problems
        last: dict[str, tuple[PastVisit, ...]] = {}
        for (target, kind), visit in problem.last_visits.items():
            if not formula.kinds or kind in formula.kinds:
                last[target] = (*last.get(target, ()), visit)
        inside = _inside(problem, problems)
        return cls(inside, problems, last, problem.calendar.first)


def _inside(problem: Problem, problems: Mapping[str, int]) -> _Inside:
    pupils: Counter[str] = Counter()
    reports: Counter[str] = Counter()
    unsolved: Counter[str] = Counter()
    for region in problem.regions:
        for above in problem.tree.lineage(region.id):
            pupils[above] += region.pupils
            reports[above] += region.reports
            unsolved[above] += region.open_problems
    for target in problem.targets:
        if target.kind == "government":
            continue
        for above in problem.tree.lineage(target.region):
            pupils[above] += target.size if target.kind == "school" else 0
            reports[above] += target.reports
            unsolved[above] += problems.get(target.id, 0)
    return _Inside(pupils, reports, unsolved)


def _score(formula: Risk, facts: _Facts, target: Target) -> Score:
    found = list(_terms(formula, facts, target))
    shown = tuple(
        ScoreTerm(term=term, figure=_parts(figure) / PARTS_OF_A_POINT, points=_shown(points))
        for term, figure, points in found
    )
    parts = sum(_parts(points) for _, _, points in found)
    return Score(Fraction(parts, PARTS_OF_A_POINT), shown)


def _terms(
    formula: Risk, facts: _Facts, target: Target
) -> Iterator[tuple[RiskTerm, Fraction, Fraction]]:
    """Each term with its figure and its points."""
    of_government = target.kind == "government"
    within = facts.inside
    pupils = target.size + (within.pupils.get(target.region, 0) if of_government else 0)
    per_thousand = Fraction(1000, max(pupils, formula.least_pupils))
    if formula.reports is not None:
        number = target.reports + (within.reports.get(target.region, 0) if of_government else 0)
        figure = number * per_thousand
        yield RiskTerm.REPORTS, figure, _points(formula.reports, figure)
    if formula.open_problems is not None:
        figure = Fraction(facts.problems.get(target.id, 0))
        if of_government:
            figure += within.problems.get(target.region, 0) * per_thousand
        yield RiskTerm.OPEN_PROBLEMS, figure, _points(formula.open_problems, figure)
    last = facts.last.get(target.id, ())
    if formula.days is not None:
        since = (facts.new_year - max(v.day for v in last)).days if last else None
        figure = Fraction(formula.days.never_days if since is None else max(0, since))
        yield RiskTerm.DAYS, figure, _points(formula.days, figure)
    if formula.results is not None:
        known = formula.results.points
        figure = sum((Fraction(known.get(v.result, Decimal(0))) for v in last), Fraction(0))
        yield RiskTerm.RESULTS, figure, _capped(figure, formula.results.at_most)
    if formula.stated is not None:
        figure = Fraction(str(target.risk))
        yield RiskTerm.STATED, figure, _points(formula.stated, figure)


def _points(rate: Rate, figure: Fraction) -> Fraction:
    return _capped(figure * Fraction(rate.points), rate.at_most)


def _capped(points: Fraction, at_most: Decimal | None) -> Fraction:
    return points if at_most is None else min(points, Fraction(at_most))


def _parts(number: Fraction) -> int:
    """In hundredths, halves rounded up."""
    return (2 * PARTS_OF_A_POINT * number.numerator + number.denominator) // (
        2 * number.denominator
    )


def _shown(points: Fraction) -> float:
    return _parts(points) / PARTS_OF_A_POINT
