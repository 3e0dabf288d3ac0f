from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from api.store import Store, trail
from api.store.tables import TrailRow
from api.store.trail import Entry, Head
from models.text import say
from tests.api.store.conftest import by

DETAILS = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=2)
SAID = st.tuples(
    st.sampled_from(["", "ann", "bob"]),
    st.sampled_from(["plan.submitted", "dataset.added"]),
    st.text(max_size=5),
    st.none() | st.sampled_from(["510000", "510400"]),
    DETAILS,
)


def chained(said: Sequence[tuple[str, str, str, str | None, dict[str, object]]]) -> list[Entry]:
    entries: list[Entry] = []
    previous = trail.GENESIS
    for number, (account, action, subject, region, detail) in enumerate(said, start=1):
        values = {
            "number": number,
            "at": by(seconds=number).now,
            "account": account,
            "action": action,
            "subject": subject,
            "region": region,
            "detail": detail,
            "previous": previous,
        }
        bare = Entry.model_construct(**values, digest="")
        entries.append(bare.model_copy(update={"digest": trail.digest_of(bare)}))
        previous = entries[-1].digest
    return entries


def end_of(entries: Sequence[Entry]) -> Head:
    return Head(number=len(entries), digest=entries[-1].digest if entries else trail.GENESIS)


@given(st.lists(SAID, max_size=6))
def test_a_whole_chain_has_no_fault(
    said: list[tuple[str, str, str, None, dict[str, object]]],
) -> None:
    entries = chained(said)
    known = [Head(number=e.number, digest=e.digest) for e in entries]
    assert not list(trail.faults(entries, end_of(entries), known))


@given(st.data(), st.lists(SAID, min_size=2, max_size=6))
def test_any_change_of_any_entry_is_found(
    data: st.DataObject, said: list[tuple[str, str, str, None, dict[str, object]]]
) -> None:
    entries = chained(said)
    end = end_of(entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[place]
    change = data.draw(st.sampled_from(["alter", "drop", "swap", "double"]))
    if change == "alter":
        field = data.draw(st.sampled_from(sorted(Entry.model_fields)))
        other = {
            "number": entry.number + data.draw(st.integers(1, 9)),
            "at": by(seconds=-1).now,
            "region": f"{entry.region}x",
            "detail": {**entry.detail, "more": 1},
            "previous": "1" * 64,
            "digest": "2" * 64,
        }.get(field, f"{getattr(entry, field)}x")
        entries[place] = entry.model_copy(update={field: other})
    elif change == "drop":
        del entries[place]
    elif change == "swap":
        other_place = data.draw(st.integers(0, len(entries) - 1).filter(lambda n: n != place))
        entries[place], entries[other_place] = entries[other_place], entries[place]
    else:
        entries.insert(place, entry)
    assert list(trail.faults(entries, end))


@given(st.lists(SAID, min_size=1, max_size=5))
def test_a_trail_written_anew_is_found_by_what_was_noted_elsewhere(
    said: list[tuple[str, str, str, None, dict[str, object]]],
) -> None:
    noted = end_of(chained(said))
    forged = chained([(*said[0][:2], f"{said[0][2]}x", *said[0][3:]), *said[1:]])
    assert not list(trail.faults(forged, end_of(forged)))
    assert list(trail.faults(forged, end_of(forged), [noted]))
    shorter = chained(said[:-1])
    assert list(trail.faults(shorter, end_of(shorter), [noted]))


def note(store: Store, count: int) -> None:
    for number in range(count):
        with store.writing() as session:
            trail.note(session, by("ann", seconds=number), "plan.submitted", f"p{number}", "r")


def codes(store: Store) -> list[str]:
    with store.reading() as session:
        return [one.code for one in trail.verify(session)]


def test_entries_follow_each_other(store: Store) -> None:
    note(store, 3)
    with store.reading() as session:
        entries = trail.read(session)
        assert [(e.number, e.subject, e.account) for e in entries] == [
            (n + 1, f"p{n}", "ann") for n in range(3)
        ]
        assert [e.number for e in trail.read(session, after=2)] == [3]
        assert [e.number for e in trail.read(session, subject="p1")] == [2]
        assert not trail.read(session, regions=["elsewhere"])
        assert trail.head(session) == Head(number=3, digest=entries[-1].digest)
    assert not codes(store)


def test_what_fails_leaves_no_entry(store: Store) -> None:
    def fail() -> None:
        with store.writing() as session:
            trail.note(session, by(), "plan.submitted", "p")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.reading() as session:
        assert trail.head(session).number == 0
    note(store, 1)
    assert not codes(store)


@pytest.mark.parametrize("sql", ["UPDATE trail SET subject = 'x'", "DELETE FROM trail"])
def test_the_database_refuses_to_change_entries(store: Store, sql: str) -> None:
    note(store, 1)
    with pytest.raises(DatabaseError, match="append-only"), store.writing() as session:
        session.execute(text(sql))
    assert not codes(store)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE trail SET account = 'bob' WHERE number = 2", ["trail.altered"]),
        ("DELETE FROM trail WHERE number = 2", ["trail.missing"]),
        ("DELETE FROM trail WHERE number = 3", ["trail.end"]),
        ("DELETE FROM trail", ["trail.end"]),
        ("UPDATE trail_head SET number = 2", ["trail.end"]),
    ],
)
def test_who_gets_past_that_is_found(store: Store, sql: str, found: list[str]) -> None:
    note(store, 3)
    with store.writing() as session:
        if store.engine.dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER trail_no_update"))
            session.execute(text("DROP TRIGGER trail_no_delete"))
        else:
            session.execute(text("DROP TRIGGER trail_append_only ON trail"))
        session.execute(text(sql))
    assert codes(store) == found


def test_writers_at_once_make_one_chain(store: Store) -> None:
    def some(writer: int) -> None:
        for number in range(5):
            with store.writing() as session:
                trail.note(session, by(str(writer), seconds=number), "plan.submitted", "p")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, range(4)))
    with store.reading() as session:
        assert trail.head(session).number == 20
        assert session.query(TrailRow).count() == 20
    assert not codes(store)


def test_faults_have_words() -> None:
    broken = chained([("", "plan.submitted", "p", None, {})] * 2)[1:]
    (fault,) = [f for f in trail.faults(broken, end_of(broken)) if f.code == "trail.missing"]
    assert say(fault) == "第1条缺失"
