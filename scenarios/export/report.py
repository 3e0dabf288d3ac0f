"""What the overview sheet and `summary.md` both say about a plan, as rows of words."""

from collections import Counter
from collections.abc import Iterable, Iterator

from models.plan import (
    AnnualPlan,
    ComplianceStatus,
    LeftOut,
    Selected,
    Staffing,
    StageFigure,
    Visit,
)
from scenarios.export.tally import Tally
from scenarios.export.wording import Names, Words

Row = tuple[str, str]

MOST_VISITS = 6
"""Of more visits in a conflict only so many are named."""


def notices(names: Names, tally: Tally) -> list[str]:
    """What a reader must know before anything else: the plan's own notices, then its faults."""
    plan, words = tally.plan, names.words
    texts = [words.text(notice) for notice in plan.notices]
    mandatory = sum(item.mandatory for item in plan.left_out)
    if mandatory:
        texts.append(words("export.notice.left_out", count=mandatory))
    broken = sum(line.status is ComplianceStatus.BROKEN for line in plan.compliance)
    if broken:
        texts.append(words("export.notice.broken", count=broken))
    return texts


def left_out(names: Names, items: Iterable[LeftOut]) -> list[tuple[LeftOut, str]]:
    """Visits left out, each with its programmes; those that say the same stand there once."""
    groups: dict[tuple[object, ...], list[LeftOut]] = {}
    for item in items:
        reasons = tuple(names.words.text(reason) for reason in item.reasons)
        key = item.target, item.programmes, item.mandatory, reasons
        groups.setdefault(key, []).append(item)
    return [
        (same[0], names.programmes(same[0]) + (f" × {len(same)}" if len(same) > 1 else ""))
        for same in groups.values()
    ]


def key_figures(names: Names, tally: Tally) -> list[Row]:
    """The plan in numbers."""
    plan, problem, words = tally.plan, tally.problem, names.words
    kinds = Counter(visit.kind for visit in plan.visits)
    by_kind = [
        words("export.counted", name=words.term("programme_kind", kind.value), count=count)
        for kind, count in kinds.items()
    ]
    statuses = Counter(line.status for line in plan.compliance)
    facts = {
        "targets": len(problem.targets),
        "inspectors": len(problem.inspectors),
        "visits": words("export.with_detail", total=len(plan.visits), detail=words.join(by_kind))
        if by_kind
        else "0",
        **_saved(names, plan),
        "person_days": f"{sum(v.half_days * len(v.team) for v in plan.visits) / 2:,.1f}",
        **_trips(names, plan),
        "km": f"{tally.travel_km:,.1f}",
        "yuan": f"{tally.cost_yuan:,}",
        "milestones": len(plan.milestones or ()),
        "left_out": words(
            "export.left_out_count",
            total=len(plan.left_out),
            mandatory=sum(item.mandatory for item in plan.left_out),
        ),
        "clauses": words(
            "export.clause_count",
            kept=statuses[ComplianceStatus.KEPT],
            broken=statuses[ComplianceStatus.BROKEN],
            rest=statuses[ComplianceStatus.NOT_APPLICABLE],
        ),
    }
    return [(words(f"export.figure.{code}"), str(value)) for code, value in facts.items()]


def _saved(names: Names, plan: AnnualPlan) -> dict[str, str]:
    """Visits that schools are spared, by the programme that shares another's visit."""
    words, known = names.words, names.problem.programme_by_id
    counts = Counter(saved.programme for saved in plan.saved)
    detail = [
        words("export.counted", name=known[p].name if p in known else p, count=count)
        for p, count in counts.items()
    ]
    total = sum(counts.values())
    text = words("export.with_detail", total=total, detail=words.join(detail)) if total else "0"
    return {"saved": text}


def shared(names: Names, plan: AnnualPlan) -> list[tuple[str, int, str]]:
    """Programmes that share visits, how many visits that saves, and at which targets."""
    groups: dict[tuple[str, ...], list[Visit]] = {}
    for visit in plan.visits:
        if len(visit.programmes) > 1:
            groups.setdefault(visit.programmes, []).append(visit)
    return [
        (
            names.programmes(visits[0]),
            len(visits) * (len(programmes) - 1),
            names.targets(tuple(visit.target for visit in visits)),
        )
        for programmes, visits in groups.items()
    ]


def _trips(names: Names, plan: AnnualPlan) -> dict[str, str]:
    """Trips, those with nights away, and what they save against visits made one by one."""
    if plan.trips is None:
        return {}
    away = [trip for trip in plan.trips if trip.nights]
    words = names.words
    detail = words(
        "export.trips_away",
        count=len(away),
        nights=sum(trip.nights * len(trip.people) for trip in away),
    )
    return {"trips": words("export.with_detail", total=len(plan.trips), detail=detail)}


def origin(names: Names, tally: Tally) -> list[Row]:
    """Where the plan comes from, so that it can be made again."""
    made, words = tally.plan.origin, names.words
    if made is None:
        return [(words("export.origin.dataset"), tally.problem.name)]
    facts = {
        "dataset": f"{tally.problem.name} ({made.dataset}, {made.dataset_sha256[:12]})",
        "policy": f"{names.policy()} ({made.policy}, {made.policy_sha256[:12]})",
        "program": f"dudao {made.program}, {made.solver}",
        "options": words(
            "export.options",
            seed=made.seed,
            seconds=f"{made.time_limit_s:g}",
            deterministic=words("truth.yes" if made.deterministic else "truth.no"),
        ),
    }
    return [(words(f"export.origin.{code}"), value) for code, value in facts.items()]


def staffing(names: Names, found: Staffing) -> Iterator[tuple[str, str, int, int, int]]:
    """Clause, title, people there, demanded, short."""
    for figure in found.figures:
        title = names.clause(figure.clause)
        yield figure.clause, title, figure.have, figure.need, figure.short


def bottlenecks(names: Names, found: Staffing) -> list[str]:
    """Which schools compete for too few people, in words."""
    return [
        names.words(
            "export.bottleneck" if neck.inspectors else "export.bottleneck_nobody",
            count=len(neck.targets),
            targets=names.targets(neck.targets),
            people=names.people(neck.inspectors),
            places=neck.places,
            short=neck.short,
        )
        for neck in found.bottlenecks
    ]


def reasons(names: Names, item: LeftOut) -> list[str]:
    """Why a visit is left out: reasons, the rules in conflict, and what would solve it."""
    words = names.words
    lines = [words.text(reason) for reason in item.reasons]
    if item.conflict is not None:
        rules = [
            words("export.conflict.rule", rule=words.text(rule.text), clause=rule.clause)
            if rule.clause
            else words.text(rule.text)
            for rule in item.conflict.rules
        ]
        if item.conflict.shortage is not None:
            shortage = words.text(item.conflict.shortage)
            lines.append(words("export.conflict.shortage", shortage=shortage))
        lines.append(words("export.conflict.rules", rules=words("export.and_then").join(rules)))
        if item.conflict.visits:
            visits = item.conflict.visits
            shown = words.join(list(visits[:MOST_VISITS]))
            code = "visits" if len(visits) <= MOST_VISITS else "many_visits"
            lines.append(words(f"export.conflict.{code}", visits=shown, count=len(visits)))
    if item.remedies:
        remedies = words("export.and_then").join(words.text(text) for text in item.remedies)
        lines.append(words("export.conflict.remedies", remedies=remedies))
    return lines


def score_terms(words: Words, shown: Selected) -> str:
    """The terms of a score, each with its figure and its points."""
    return words.join(
        [
            words(
                "export.score_term",
                term=words.term("risk_term", term.term.value),
                figure=f"{term.figure:,.10g}",
                points=f"{term.points:,.10g}",
            )
            for term in shown.terms
        ]
    )


def stage_name(names: Names, figure: StageFigure) -> str:
    """The stage in words."""
    return names.words.term("export.plan_stage", figure.stage)


def level_name(names: Names, figure: StageFigure) -> str:
    """What the level minimises, in words."""
    return names.words.term("export.plan_level", figure.level)
