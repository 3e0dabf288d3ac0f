"""The text of iCalendar files: content lines, escaped and folded. Source: RFC 5545.

Written here because a year of a county has thousands of events, for each of which a library builds
and checks dozens of objects; the tests read all of it back with one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
LINE_OCTETS = 75

_ZONE_LINES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE.key}",
    "BEGIN:STANDARD",
    "DTSTART:19910915T010000",
    "TZNAME:CST",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""China has had no summer time since 15 September 1991. Source: IANA time zone database."""


@dataclass(frozen=True)
class Event:
    """One event; `start` and `end` are times in China, or days of which the last does not count.

    `blocks` says whether its people are busy meanwhile, `cancelled` that it does not take place
    after all. A `sequence` above that of an event known before replaces it.
    """

    uid: str
    start: date | datetime
    end: date | datetime
    summary: str
    description: str = ""
    category: str = ""
    location: str = ""
    place: tuple[float, float] | None = None
    blocks: bool = True
    cancelled: bool = False
    sequence: int = 0

    def text(self, stamp: datetime) -> str:
        """Its lines, with the time at which they were made."""
        lines = [
            "BEGIN:VEVENT",
            f"SUMMARY:{escaped(self.summary)}",
            _moment("DTSTART", self.start),
            _moment("DTEND", self.end),
            f"DTSTAMP:{_utc(stamp)}",
            f"UID:{escaped(self.uid)}",
        ]
        if self.sequence:
            lines.append(f"SEQUENCE:{self.sequence}")
        if self.category:
            lines.append(f"CATEGORIES:{escaped(self.category)}")
        if self.description:
            lines.append(f"DESCRIPTION:{escaped(self.description)}")
        if self.place is not None:
            lines.append(f"GEO:{self.place[0]};{self.place[1]}")
        if self.location:
            lines.append(f"LOCATION:{escaped(self.location)}")
        if self.cancelled:
            lines.append("STATUS:CANCELLED")
        if not self.blocks:
            lines.append("TRANSP:TRANSPARENT")
        lines.append("END:VEVENT\r\n")
        return "\r\n".join(map(folded, lines))


def calendar_file(uid: str, name: str, stamp: datetime, events: Iterable[str]) -> bytes:
    """A whole calendar of events that are text already."""
    title = escaped(name)
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//dudao//dudao//ZH",
        f"NAME:{title}",
        f"X-WR-CALNAME:{title}",
        f"LAST-MODIFIED:{_utc(stamp)}",
        f"UID:{escaped(uid)}",
        *_ZONE_LINES,
        "",
    )
    return ("\r\n".join(map(folded, head)) + "".join(events) + "END:VCALENDAR\r\n").encode()


def escaped(text: str) -> str:
    """A value of type TEXT."""
    text = text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", r"\n")


def folded(line: str) -> str:
    """A line of more than 75 octets goes on in the next, which a space begins.

    It breaks within no character, nor behind the backslash of an escaped one.
    """
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return line
    parts, first, room = list[bytes](), 0, LINE_OCTETS
    while len(octets) - first > room:
        cut = first + room
        while octets[cut] & 0b1100_0000 == 0b1000_0000:  # within a character
            cut -= 1
        cut -= octets[cut - 1 : cut] == b"\\"
        parts.append(octets[first:cut])
        first, room = cut, LINE_OCTETS - 1
    return b"\r\n ".join([*parts, octets[first:]]).decode()


def _moment(name: str, at: date | datetime) -> str:
    if isinstance(at, datetime):
        return f"{name};TZID={ZONE.key}:{at:%Y%m%dT%H%M%S}"
    return f"{name};VALUE=DATE:{at:%Y%m%d}"


def _utc(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
