"""Month, week and bar charts of visits as plain HTML: a few hundred elements, however many visits.

Every visit is a button with `data-visit`; `data-go` leads to the week of a day. Days are cells with
`data-day`, onto which a visit can be dragged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from api.desk.year import Year
from api.pages.visit import Visit
from api.pages.year_look import Look, by_day
from api.store.visits import Entry

MONTH_CHIPS = 4
WEEK_CHIPS = 60
SHOWN_ROWS = 30
"""People or teams on one page of a chart."""

_ICON = '<i class="q-icon notranslate material-icons" aria-hidden="true">{}</i>'


@dataclass(frozen=True)
class Row:
    """Somebody, or several who go together, with their visits."""

    key: tuple[str, ...]
    name: str
    visits: tuple[Entry, ...]


@dataclass(frozen=True)
class Drawing:
    """What all drawings of one plan need: its year, the words, whether visits can be dragged."""

    visit: Visit
    year: Year
    movable: bool

    def month(self, look: Look, shown: Sequence[Entry]) -> str:
        """A month in weeks."""
        first, last = look.span
        found = by_day((e for e in shown if e.start <= last and e.end >= first), self.year)
        monday = first - timedelta(first.weekday())
        weeks = []
        while monday <= last:
            days = [monday + timedelta(n) for n in range(7)]
            cells = "".join(
                self._cell(day, found.get(day, ()), MONTH_CHIPS, look)
                if first <= day <= last
                else '<td class="year-other"></td>'
                for day in days
            )
            weeks.append(f"<tr>{cells}</tr>")
            monday += timedelta(7)
        head = "".join(f'<th scope="col">{self._weekday(n)}</th>' for n in range(7))
        return (
            f'<table class="year-grid year-month"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(weeks)}</tbody></table>"
        )

    def week(self, look: Look, shown: Sequence[Entry]) -> str:
        """A week, with who goes."""
        first, last = look.span
        found = by_day((e for e in shown if e.start <= last and e.end >= first), self.year)
        days = [first + timedelta(n) for n in range(7)]
        head = "".join(
            f'<th scope="col">{self._weekday(d.weekday())} {d.month}-{d.day:02}</th>' for d in days
        )
        cells = "".join(self._cell(d, found.get(d, ()), WEEK_CHIPS, look, long=True) for d in days)
        return (
            f'<table class="year-grid year-week"><thead><tr>{head}</tr></thead>'
            f"<tbody><tr>{cells}</tr></tbody></table>"
        )

    def bars(self, look: Look, rows: Sequence[Row], heading: str) -> str:
        """A month, half-day by half-day, of a page of people or teams."""
        first, last = look.span
        days = [first + timedelta(n) for n in range((last - first).days + 1)]
        share = 100 / len(days)
        free = "".join(
            f'<div class="year-free" style="left:{n * share:.3f}%;width:{share:.3f}%"></div>'
            for n, day in enumerate(days)
            if not self.year.calendar.is_working_day(day)
        )
        head = "".join(
            f'<span title="{escape(self._told_day(day))}">{day.day}</span>' for day in days
        )
        lanes = "".join(
            f'<div class="year-row"><div class="year-name" title="{escape(row.name)}">'
            f"<span>{escape(row.name)}</span><small>{len(inside)}</small></div>"
            f'<div class="year-lane">{"".join(self._bar(e, first, last, look) for e in inside)}'
            "</div></div>"
            for row in rows
            for inside in [[e for e in row.visits if e.start <= last and e.end >= first]]
        )
        return (
            f'<div class="year-bars"><div class="year-row year-head"><div class="year-name">'
            f'{escape(heading)}</div><div class="year-lane">{head}</div></div>'
            f'<div class="year-lanes"><div class="year-frees" aria-hidden="true">{free}</div>'
            f"{lanes}</div></div>"
        )

    def legend(self, shown: Sequence[Entry]) -> str:
        """The kinds that there are, each with its colour."""
        kinds = dict.fromkeys(sorted(e.kind for e in shown))
        marks = "".join(
            f'<span class="year-key"><span class="year-mark" data-kind="{kind}"></span>'
            f"{escape(self.visit.say(f'programme_kind.{kind}'))}</span>"
            for kind in kinds
        )
        free = escape(self.visit.say("pages.year.free"))
        return (
            f'<div class="year-legend">{marks}<span class="year-key">'
            f'<span class="year-mark year-shut"></span>{free}</span></div>'
        )

    def told(self, entry: Entry) -> str:
        """A visit in a line: when, where, what, who."""
        return " · ".join(
            [
                self.when(entry),
                entry.target_name,
                self.visit.say(f"programme_kind.{entry.kind}"),
                "、".join(entry.team_names),
            ]
        )

    def when(self, entry: Entry) -> str:
        """Its day and half, or its first and last day."""
        if entry.end > entry.start:
            return f"{entry.start} – {entry.end}"
        half = "day" if entry.half_days > 1 else entry.half
        return f"{entry.start} {self.visit.say(f'half.{half}')}"

    def closed(self, day: date) -> str:
        """Why nobody works on a day, or what is on at schools: in words; empty on other days."""
        calendar = self.year.calendar
        if day in calendar.holidays:
            return self.visit.say("pages.year.holiday")
        if not calendar.is_working_day(day):
            return self.visit.say("pages.year.weekend")
        for one in calendar.breaks:
            if one.start <= day <= one.end and not one.regions:
                return one.name or self.visit.say(f"break.{one.kind}")
        return "" if calendar.term_of(day) else self.visit.say("pages.year.no_term")

    def _cell(
        self, day: date, visits: Sequence[Entry], most: int, look: Look, *, long: bool = False
    ) -> str:
        why = self.closed(day)
        shut = not self.year.calendar.is_working_day(day)
        classes = "year-shut" if shut else "year-away" if why else ""
        chips = "".join(self._chip(e, day, look, long=long) for e in visits[:most])
        more = len(visits) - most
        rest = ""
        if more > 0:
            words = escape(self.visit.say("pages.year.more", count=more))
            rest = (
                f'<div class="year-rest">{words}</div>'
                if long
                else f'<button type="button" class="year-rest" data-go="{day}">{words}</button>'
            )
        count = f'<span class="year-count">{len(visits)}</span>' if visits else ""
        weekend = shut and day not in self.year.calendar.holidays
        shown = "" if weekend else escape(why)
        name = f'<span class="year-day-name">{self._weekday(day.weekday())}</span>'
        number = f"<b{' class=year-day-name' if long else ''}>{day.day}</b>{name}"
        return (
            f'<td data-day="{day}" class="{classes}"><div class="year-date">{number}'
            f'<span class="year-why" title="{escape(why)}">{shown}</span>{count}</div>'
            f"{chips}{rest}</td>"
        )

    def _chip(self, entry: Entry, day: date, look: Look, *, long: bool) -> str:
        later = day > entry.start
        name = escape(entry.target_name)
        short = escape(self.visit.say(f"export.short.{entry.kind}"))
        inside = f"<small>{short}</small><span>{name}</span>{self._marks(entry)}"
        if long:
            half = "day" if entry.half_days > 1 else entry.half
            people = escape("、".join(entry.team_names))
            inside += f"<em>{escape(self.visit.say(f'half.{half}'))} {people}</em>"
        drag = ' draggable="true"' if self.movable and not later else ""
        return (
            f'<button type="button" class="year-chip{" year-later" if later else ""}" '
            f'{_of(entry, look)} title="{escape(self.told(entry))}"{drag}>{inside}</button>'
        )

    def _bar(self, entry: Entry, first: date, last: date, look: Look) -> str:
        slots = 2 * ((last - first).days + 1)
        begin = 2 * (entry.start - first).days + (entry.half == "pm")
        if entry.half_days > 1:
            end = 2 * (entry.end - first).days + (1 if entry.half_days % 2 else 2)
        else:
            end = begin + 1
        begin, end = max(begin, 0), min(end, slots)
        told = escape(self.told(entry))
        return (
            f'<button type="button" class="year-bar" {_of(entry, look)} title="{told}" '
            f'aria-label="{told}" style="left:{100 * begin / slots:.3f}%;'
            f'width:{100 * (end - begin) / slots:.3f}%">'
            f"{escape(entry.target_name) if end - begin > 4 else ''}</button>"
        )

    def _marks(self, entry: Entry) -> str:
        pinned = _ICON.format("push_pin") if entry.id in self.year.pins else ""
        return pinned + (_ICON.format("lock") if entry.sealed else "")

    def _weekday(self, number: int) -> str:
        return escape(self.visit.say(f"export.weekday.{number + 1}"))

    def _told_day(self, day: date) -> str:
        weekday = self.visit.say(f"export.weekday.{day.weekday() + 1}")
        return " · ".join(filter(None, [f"{day} {weekday}", self.closed(day)]))


def people(shown: Sequence[Entry]) -> list[Row]:
    """Everybody with a visit, by id."""
    return sorted(_rows(shown, _members), key=lambda row: row.key)


def teams(shown: Sequence[Entry]) -> list[Row]:
    """Those who go together, two and more, who go most often first."""
    together = [e for e in shown if len(e.team) > 1]
    return sorted(_rows(together, _team), key=lambda row: (-len(row.visits), row.key))


def page_of(rows: Sequence[Row], page: int) -> tuple[Sequence[Row], int, int]:
    """The rows of a page, which page that is, and how many there are."""
    pages = max(1, -(-len(rows) // SHOWN_ROWS))
    page = min(page, pages)
    return rows[(page - 1) * SHOWN_ROWS : page * SHOWN_ROWS], page, pages


def _rows(
    shown: Sequence[Entry], keys: Callable[[Entry], Mapping[tuple[str, ...], str]]
) -> Iterator[Row]:
    names: dict[tuple[str, ...], str] = {}
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in shown:
        for key, name in keys(entry).items():
            names[key] = name
            found.setdefault(key, []).append(entry)
    return (Row(key, names[key], tuple(those)) for key, those in found.items())


def _members(entry: Entry) -> Mapping[tuple[str, ...], str]:
    return {(id_,): name for id_, name in zip(entry.team, entry.team_names, strict=True)}


def _team(entry: Entry) -> Mapping[tuple[str, ...], str]:
    members = sorted(zip(entry.team, entry.team_names, strict=True))
    return {tuple(id_ for id_, _ in members): "、".join(name for _, name in members)}


def _of(entry: Entry, look: Look) -> str:
    current = ' aria-current="true"' if entry.id == look.visit else ""
    return f'data-visit="{escape(entry.id)}" data-kind="{escape(entry.kind)}"{current}'
