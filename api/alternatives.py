"""The tables of `dudao why`, `dudao who` and `dudao edit`."""

from collections.abc import Iterable, Sequence

from rich.table import Table

from api.language import current, term, tr
from api.screen import table
from models.plan import Visit
from models.problem import Problem
from models.text import say
from planner.amending import Amended
from planner.explain.trial import LEVELS
from planner.explain.who import StandIn
from planner.explain.why import Dates

MOST_DATES = 12
"""Of more possible dates only the best are shown."""


def people(problem: Problem, found: Sequence[StandIn]) -> list[Table]:
    """Who could stand in for one member, and who could not and why."""
    member = _named(problem, found[0].member) if found else ""
    possible = [s for s in found if s.possible]
    refused = [s for s in found if not s.possible]
    columns = [tr(f"cli.who.{code}") for code in ("person", "yuan", "km", "share", "effect")]
    rows = [
        (_named(problem, s.person), f"{s.yuan:+,}", f"{s.km:+,.1f}", f"{s.share:.0%}", effect(s))
        for s in possible
    ]
    title = tr("cli.who.possible", member=member, count=len(possible))
    tables = [table(title, columns, rows, right=(1, 2, 3))]
    if refused:
        columns = [tr(f"cli.who.{code}") for code in ("person", "rule", "clause", "why")]
        reasons = [
            (
                _named(problem, s.person),
                *("\n".join(dict.fromkeys(getattr(f, key) for f in s.change.refused))
                  for key in ("rule", "clause")),
                "\n".join(say(f.text, current()) for f in s.change.refused),
            )
            for s in refused
        ]  # fmt: skip
        title = tr("cli.who.refused", member=member, count=len(refused))
        tables.append(table(title, columns, reasons))
    return tables


def effect(found: StandIn) -> str:
    """What each level would gain or lose."""
    return _levels(found.change.levels)


def days(found: Dates) -> list[Table]:
    """Which other days are possible at which price, and what forbids the rest."""
    columns = [tr("cli.why.date"), tr("cli.who.effect")]
    rows = [(_when(c.visit), _levels(c.levels)) for c in found.possible[:MOST_DATES]]
    tables = []
    if rows:
        tables.append(table(tr("cli.why.dates", count=len(found.possible)), columns, rows))
    columns = [tr("cli.who.rule"), tr("cli.who.clause"), tr("cli.why.days"), tr("cli.why.example")]
    forbidden = [
        (finding.rule, finding.clause, len(others), say(finding.text, current()))
        for finding, others in found.forbidden
    ]
    return [*tables, table(tr("cli.why.forbidden"), columns, forbidden, right=(2,))]


def amended_tables(problem: Problem, old: Visit, found: Amended) -> list[Table]:
    """What a visit is and becomes, what that gains or loses, and which rules it breaks."""
    columns = [tr(f"cli.edit.{code}") for code in ("what", "before", "after")]
    rows = [
        (tr("cli.edit.date"), _when(old), _when(found.visit)),
        (tr("cli.edit.team"), _team(problem, old), _team(problem, found.visit)),
        (tr("cli.edit.lead"), _named(problem, old.lead), _named(problem, found.visit.lead)),
    ]
    target = problem.target_by_id[old.target].name
    tables = [table(tr("cli.edit.title", visit=old.id, target=target), columns, rows)]
    gains = [
        (term("export.plan_level", goal.name), f"{gain:+,}", term("export.unit", goal.unit))
        for goal, gain in zip(LEVELS, found.levels, strict=False)
    ]
    gains += [
        (tr("cli.edit.year_km"), f"{found.travel_km:+,.1f}", tr("cli.edit.km")),
        (tr("cli.edit.year_yuan"), f"{found.cost_yuan:+,}", tr("cli.edit.yuan")),
    ]
    columns = [tr(f"cli.edit.{code}") for code in ("goal", "change", "unit")]
    tables.append(table(tr("cli.edit.price"), columns, gains, right=(1,)))
    if found.broken:
        columns = [tr(f"cli.who.{code}") for code in ("rule", "clause", "why")]
        reasons = [(f.rule, f.clause, say(f.text, current())) for f in found.broken]
        tables.append(table(tr("cli.edit.broken"), columns, reasons))
    return tables


def _team(problem: Problem, visit: Visit) -> str:
    return say_list([_named(problem, person) for person in visit.team])


def verdict(found: Dates) -> str:
    """Whether another day would be better by itself."""
    if not found.possible:
        return tr("cli.why.no_dates")
    best = found.possible[0]
    if best.levels and best.levels < (0,) * len(best.levels):
        return tr("cli.why.better", start=_when(best.visit))
    return tr("cli.why.best")


def _levels(levels: Iterable[int]) -> str:
    told = [
        f"{term('export.plan_level', goal.name)} {change:+,} ({term('export.unit', goal.unit)})"
        for goal, change in zip(LEVELS, levels, strict=False)
        if change
    ]
    return say_list(told) or tr("cli.who.none")


def say_list(parts: Sequence[str]) -> str:
    """An enumeration as the language writes it."""
    return tr("export.join").join(parts)


def _when(visit: Visit) -> str:
    half = term("half", visit.half.value) if visit.half_days == 1 else ""
    return f"{visit.start:%Y-%m-%d} {half}".strip()


def _named(problem: Problem, person: str) -> str:
    return f"{person} {problem.inspector_by_id[person].name}"
