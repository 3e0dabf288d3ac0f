"""What is written is read back with a library that knows the format."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scenarios.export.ical import LINE_OCTETS, ZONE, Event, calendar_file, escaped, folded

STAMP = datetime(2027, 1, 1, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\\;,学"))


def _read(event: Event) -> Calendar:
    return Calendar.from_ical(calendar_file("office", "督导", STAMP, [event.text(STAMP)]))


@given(summary=TEXT, description=TEXT.filter(bool))
def test_any_text_is_read_back(summary: str, description: str) -> None:
    start = datetime(2027, 3, 2, 8, 30, tzinfo=ZONE)
    event = Event("a", start, start.replace(hour=12), summary, description)
    (found,) = _read(event).events
    assert (found["SUMMARY"], found["DESCRIPTION"]) == (summary, description)
    assert found.start == start


@given(line=st.text(st.sampled_from("aé学😀\\,"), max_size=300))
def test_lines_are_short_and_break_no_character(line: str) -> None:
    lines = folded(escaped(line)).encode().split(b"\r\n")
    assert all(len(part) <= LINE_OCTETS for part in lines)
    assert "".join(part.decode().removeprefix(" ") for part in lines) == escaped(line)
    assert all(part.startswith(b" ") for part in lines[1:])


def test_all_that_an_event_says() -> None:
    event = Event(
        "b",
        date(2027, 3, 2),
        date(2027, 3, 4),
        "校",
        category="督导",
        location="镇",
        place=(26.9, 102.1),
        blocks=False,
        cancelled=True,
        sequence=3,
    )
    read = _read(event)
    (found,) = read.events
    assert (found.start, found.end) == (date(2027, 3, 2), date(2027, 3, 4))
    assert found["LOCATION"] == "镇"
    assert found.categories == ["督导"]
    assert (found["GEO"].latitude, found["GEO"].longitude) == (26.9, 102.1)
    assert (found["SEQUENCE"], found["STATUS"], found["TRANSP"]) == (3, "CANCELLED", "TRANSPARENT")
    assert found["DTSTAMP"].dt == STAMP
    assert [zone["TZID"] for zone in read.timezones] == [ZONE.key]
    assert read.errors == []
