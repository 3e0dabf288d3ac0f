"""The tables of `dudao show`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from rich.table import Table

from api.failures import fail
from api.language import current, term, tr
from api.screen import table
from api.tables import broken, stages
from models.plan import AnnualPlan, Milestone, Trip, Visit, VisitStage, Zone
from scenarios.export.report import score_terms
from scenarios.export.wording import Words

Names = Mapping[str, str]


def overview(plan: AnnualPlan, names: Names) -> list[Table]:
    """Visits by month and kind, visits saved, targets by risk, zones, proof, and broken clauses."""
    tables = [_by_month(plan), _shared(plan, names), _selected(plan, names)]
    tables.append(_zones(plan.zones or (), names))
    tables += [stages(plan), broken(plan)]
    return [made for made in tables if made.row_count]


def visit_stages(plan: AnnualPlan) -> str:
    """How many visits are done, published and still a draft; empty when the plan does not say."""
    if plan.since is None and plan.published_until is None:
        return ""
    counts = Counter(plan.stage_of(visit).value for visit in plan.visits)
    numbers = {stage.value: counts[stage.value] for stage in VisitStage}
    day = plan.since or plan.published_until
    return tr("cli.replan.stages", since=str(day), **numbers)


def selected(
    plan: AnnualPlan, names: Names, inspector: str, target: str, month: int | None
) -> list[Table]:
    """Everything about one person, one target, one month, or what they have in common."""
    people = {i for v in plan.visits for i in v.team} | {z.inspector for z in plan.zones or ()}
    targets = {v.target for v in plan.visits} | {t for z in plan.zones or () for t in z.targets}
    must_know(inspector, people)
    must_know(target, targets)
    visits = [
        v
        for v in plan.visits
        if (not inspector or inspector in v.team)
        and (not target or target == v.target)
        and (month is None or month in (v.start.month, v.end.month))
    ]
    zones = [
        z
        for z in plan.zones or ()
        if (inspector or target)
        and (not inspector or z.inspector == inspector)
        and (not target or target in z.targets)
    ]
    milestones = [
        m
        for m in plan.milestones or ()
        if (not inspector or m.inspector == inspector)
        and (not target or m.target == target)
        and (month is None or (m.due.month == month and not m.carried_over))
    ]
    tables = [_zones(zones, names), _visits(visits, names), _milestones(milestones, names)]
    trips = [
        t
        for t in plan.trips or ()
        if inspector in t.people and (month is None or month in (t.start.month, t.end.month))
    ]
    if inspector:
        of_visit = {v.id: v.target for v in plan.visits}
        tables.append(_trips(trips, of_visit, names))
        tables.append(_training(plan, inspector, month))
    return [made for made in tables if made.row_count] or [tables[1]]


def must_know(asked: str, known: set[str]) -> None:
    """End the command when an id that was asked for is not in the plan."""
    if asked and asked not in known:
        nearest = get_close_matches(asked, sorted(known), n=1)
        hint = tr("cli.hint", nearest=nearest[0]) if nearest else ""
        fail(tr("cli.unknown_id", id=asked, hint=hint))


def _named(item: str, names: Names) -> str:
    return f"{item} {names[item]}" if item in names else item


def _by_month(plan: AnnualPlan) -> Table:
    kinds = list(dict.fromkeys(v.kind for v in plan.visits))
    counts = Counter((v.start.month, v.kind) for v in plan.visits)
    titles = [tr("cli.show.month"), *(term("programme_kind", k.value) for k in kinds)]
    rows = [
        (month, *numbers, sum(numbers))
        for month in range(1, 13)
        for numbers in [[counts[month, kind] for kind in kinds]]
    ]
    columns = [*titles, tr("cli.show.total")]
    return table(tr("cli.show.by_month"), columns, rows, right=range(len(columns)))


def _shared(plan: AnnualPlan, names: Names) -> Table:
    """The visits that serve several programmes."""
    rows = [
        (
            f"{visit.start:%Y-%m-%d}",
            _named(visit.target, names),
            " + ".join(names.get(p, p) for p in visit.programmes),
        )
        for visit in plan.visits
        if len(visit.programmes) > 1
    ]
    titles = [tr(f"cli.show.{code}") for code in ("date", "target", "programmes")]
    return table(tr("cli.show.shared", count=len(plan.saved)), titles, rows)


def _selected(plan: AnnualPlan, names: Names) -> Table:
    """The targets chosen by risk, with what makes their scores."""
    words, chosen = Words(current()), plan.selected or ()
    rows = [
        (
            names.get(shown.programme, shown.programme),
            _named(shown.target, names),
            f"{shown.score:.2f}",
            score_terms(words, shown),
        )
        for shown in chosen
    ]
    titles = [tr(f"cli.show.{code}") for code in ("programmes", "target", "score", "terms")]
    return table(tr("cli.show.selected", count=len(chosen)), titles, rows, right=(2,))


def _zones(zones: Iterable[Zone], names: Names) -> Table:
    rows = [
        (
            _named(zone.inspector, names),
            "\n".join(_named(t, names) for t in zone.targets),
            f"{zone.travel_km:,.1f}",
        )
        for zone in zones
    ]
    titles = [tr("cli.show.inspector"), tr("cli.show.targets"), tr("cli.show.km")]
    return table(tr("cli.show.zones"), titles, rows, right=(2,))


def _visits(visits: list[Visit], names: Names) -> Table:
    rows = [
        (
            f"{v.start:%Y-%m-%d}",
            term("half", v.half.value if v.half_days == 1 else "day"),
            f"{v.half_days / 2:g}",
            _named(v.target, names),
            term("programme_kind", v.kind.value),
            _named(v.lead, names),
            " ".join(names.get(i, i) for i in v.team),
            f"{v.travel_km:,.1f}",
            f"{v.cost_yuan:,}",
        )
        for v in sorted(visits, key=lambda v: (v.start, v.half.value, v.id))
    ]
    codes = ("date", "half", "days", "target", "kind", "lead", "team", "km", "yuan")
    titles = [tr(f"cli.show.{code}") for code in codes]
    return table(tr("cli.show.visits", count=len(rows)), titles, rows, right=(2, 7, 8))


def _trips(trips: list[Trip], of_visit: Names, names: Names) -> Table:
    rows = [
        (
            f"{t.start:%Y-%m-%d}",
            f"{t.end:%Y-%m-%d}",
            t.nights,
            " → ".join(_named(of_visit.get(v, v), names) for v in t.visits),
            " ".join(names.get(i, i) for i in t.people),
            f"{t.travel_km:,.1f}",
            f"{t.cost_yuan:,}",
        )
        for t in trips
    ]
    codes = ("date", "until", "nights", "targets", "team", "km", "yuan")
    titles = [tr(f"cli.show.{code}") for code in codes]
    return table(tr("cli.show.trips", count=len(rows)), titles, rows, right=(2, 5, 6))


def _milestones(milestones: list[Milestone], names: Names) -> Table:
    rows = [
        (
            f"{m.due:%Y-%m-%d}",
            f"{term('milestone', m.kind.value)} {m.phase}".rstrip(),
            _named(m.target, names),
            _named(m.inspector, names),
        )
        for m in sorted(milestones, key=lambda m: (m.due, m.id))
    ]
    titles = [tr(f"cli.show.{code}") for code in ("date", "kind", "target", "inspector")]
    return table(tr("cli.show.milestones"), titles, rows)


def _training(plan: AnnualPlan, inspector: str, month: int | None) -> Table:
    rows = [
        (f"{day.day:%Y-%m-%d}", term("training", day.kind), f"{day.half_days / 2:g}", day.session)
        for day in plan.training or ()
        if day.inspector == inspector and (month is None or day.day.month == month)
    ]
    titles = [tr(f"cli.show.{code}") for code in ("date", "kind", "days", "session")]
    return table(tr("cli.show.training"), titles, rows, right=(2,))
