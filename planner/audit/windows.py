"""Rule `windows`: every visit lies within the days its programmes allow."""

from collections.abc import Iterator
from datetime import date

from models.plan import Finding
from models.programme import Per, Programme
from planner.audit.case import AuditCase
from planner.audit.openings import term_end_span
from planner.audit.report import Words, about_programme, about_target, about_visit, finding, listed
from planner.audit.rows import Place


def check(case: AuditCase) -> Iterator[Finding]:
    """Visits out of the windows, too far from the end of a head's term, or across two periods.

    Source: `nm.6b`, `hn.5b`, `sj.3.1`, `md.3`.
    """
    for place in case.placed_and_dated:
        for programme in place.row.programmes:
            yield from _out_of_window(case, place, programme)
            yield from _far_from_term_end(case, place, programme)
            yield from _out_of_campaign(case, place, programme)
            yield from _not_as_asked(case, place, programme)
            yield from _out_of_period(case, place, programme)


def _out_of_window(case: AuditCase, place: Place, programme: Programme) -> Iterator[Finding]:
    first, last = place.row.days[0], place.row.days[-1]
    windows = [w.dates(case.problem.year) for w in programme.windows]
    if windows and not any(a <= first and last <= b for a, b in windows):
        allowed = listed(f"{a.isoformat()} – {b.isoformat()}" for a, b in windows)
        yield _finding(case, place, programme, "windows.window", {"windows": allowed})


def _far_from_term_end(case: AuditCase, place: Place, programme: Programme) -> Iterator[Finding]:
    first, last = place.row.days[0], place.row.days[-1]
    span = term_end_span(programme, place.target)
    if span is not None and not (span[0] <= first and last <= span[1]):
        limits = {"from": span[0].isoformat(), "until": span[1].isoformat()}
        yield _finding(case, place, programme, "windows.term_end", limits)


def _out_of_campaign(case: AuditCase, place: Place, programme: Programme) -> Iterator[Finding]:
    first, last = place.row.days[0], place.row.days[-1]
    year = case.problem.year
    spans = [
        (d.first or date(year, 1, 1), d.last or date(year, 12, 31))
        for d in case.problem.drawn
        if (d.programme, d.target) == (programme.id, place.target.id)
    ]
    if spans and not any(a <= first and last <= b for a, b in spans):
        allowed = listed(f"{a.isoformat()} – {b.isoformat()}" for a, b in spans)
        yield _finding(case, place, programme, "windows.campaign", {"windows": allowed})


def _not_as_asked(case: AuditCase, place: Place, programme: Programme) -> Iterator[Finding]:
    first, last = place.row.days[0], place.row.days[-1]
    asked = case.openings.asked_span(programme, place.target)
    if not (asked[0] <= first and last <= asked[1]):
        limits = {"from": asked[0].isoformat(), "until": asked[1].isoformat()}
        yield _finding(case, place, programme, "windows.asked", limits)


def _out_of_period(case: AuditCase, place: Place, programme: Programme) -> Iterator[Finding]:
    first, last = place.row.days[0], place.row.days[-1]
    visitable = case.openings.visitable(place.target, programme.days)
    if (
        case.problem.frequency(programme, place.target).per is Per.YEAR
        or place.target.id not in case.chosen[programme.id]
        or not visitable.issuperset(place.row.days)
    ):
        return
    periods = case.openings.due_periods(programme, place.target)
    if not any(p.holds(first) and p.holds(last) for p in periods):
        due = listed((p.name for p in periods), at_most=12)
        yield _finding(case, place, programme, "windows.period", {"periods": due})


def _finding(
    case: AuditCase, place: Place, programme: Programme, code: str, limits: Words
) -> Finding:
    words = {
        **about_visit(place.row.visit),
        **about_target(place.target),
        **about_programme(programme),
        "end": place.row.days[-1].isoformat(),
        **limits,
    }
    return finding(
        code,
        case.clause_of(programme),
        words,
        visits=(place.row.visit.id,),
        targets=(place.target.id,),
        dates=place.row.days,
    )
