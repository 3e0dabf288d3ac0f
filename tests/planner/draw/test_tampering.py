"""Whatever is changed afterwards, the verifier says what and where."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.draw import Event, EventKind, Ground, Lottery, Record, Request
from planner.draw.chain import next_place
from planner.draw.replacement import replace
from planner.draw.verifier import verify
from tests.effort import examples
from tests.planner.draw.county import RULED, SECRET, SIMPLE, drawn, plain


@cache
def register() -> tuple[Record, Record, Event, Record]:
    """A draw under rules, a simple one, a replacement in the first, and one more draw."""
    first = drawn(RULED)
    second = drawn(SIMPLE, (first,))
    place = next_place((first, second))
    assert first.drawn is not None
    assert second.drawn is not None
    request = Request(
        kind=EventKind.REPLACEMENT,
        draw="ruled",
        position=place.position,
        previous=place.previous,
        time=second.drawn.time + timedelta(hours=1),
        out=_with_substitutes(first),
        ground=Ground.CLOSED,
    )
    later = request.time + timedelta(minutes=5)
    event = replace(first, (), request, secret=SECRET, time=later)
    third = drawn(SIMPLE.model_copy(update={"id": "third"}), (first, second, event))
    return first, second, event, third


def _with_substitutes(record: Record) -> str:
    """Somebody drawn who has many of the same type."""
    assert record.drawn is not None
    assert isinstance(record.lottery, Lottery)
    many = {c for t in record.lottery.types if len(t.members) > 5 for c in t.members}
    return next(c for c in record.drawn.outcome if c in many)


def _found(change: Callable[[list], None]) -> list[str]:
    entries = plain(*register())
    change(entries)
    return [where for where, _, _ in verify(entries)]


def test_untouched() -> None:
    assert verify(plain(*register())) == []
    assert register()[2].into


def test_public_version_verifies_alike() -> None:
    entries = plain(*register())
    for _, entry in entries:
        del entry["private"]
        assert "张三" not in str(entry)
    assert verify(entries) == []


def _remove_candidate(entries: list) -> None:
    del entries[0][1]["lists"]["targets"][3]


def _add_candidate(entries: list) -> None:
    rows = entries[0][1]["lists"]["targets"]
    rows.append({**rows[0], "id": "S999"})


def _change_numbers(entries: list) -> None:
    entries[0][1]["drawn"]["numbers"][0] = [9318]


def _change_seed(entries: list) -> None:
    entries[1][1]["drawn"]["seed"] = "0" * 64


def _swap_outcomes(entries: list) -> None:
    outcomes = entries[0][1]["lottery"]["outcomes"]
    outcomes[0], outcomes[1] = outcomes[1], outcomes[0]


def _swap_drawn(entries: list) -> None:
    outcome = entries[1][1]["drawn"]["outcome"]
    outcome[0], outcome[1] = outcome[1], outcome[0]


def _change_chance(entries: list) -> None:
    entries[0][1]["lottery"]["types"][0]["chance"] += 1


def _change_tickets(entries: list) -> None:
    entries[0][1]["lottery"]["outcomes"][2][0] -= 1


def _change_bound(entries: list) -> None:
    entries[0][1]["certificate"]["levels"][0]["bound"] = "1/2"


def _change_rule(entries: list) -> None:
    entries[0][1]["rule"]["quotas"][0]["most"] += 1


def _drop_exclusion(entries: list) -> None:
    excluded = entries[0][1]["excluded"]
    del excluded[next(iter(excluded))]


def _drop_record(entries: list) -> None:
    del entries[1]


def _replay_record(entries: list) -> None:
    entries.append(("5.json", entries[1][1]))


def _replay_draw(entries: list) -> None:
    """The draw once more under the next position, as if it were a new one."""
    again = plain(register()[1])[0][1]
    again["commitment"]["position"] = 5
    entries.append(("5.json", again))


def _draw_before_commitment(entries: list) -> None:
    entries[0][1]["drawn"]["time"] = "2027-03-01T09:00:00+08:00"


def _earlier_than_the_one_before(entries: list) -> None:
    entries[3][1]["commitment"]["time"] = "2027-03-02T09:00:00+08:00"


def _choose_replacement(entries: list) -> None:
    entries[2][1]["into"] = entries[0][1]["lottery"]["types"][0]["members"][0]


def _unseal_another_name(entries: list) -> None:
    private = entries[0][1]["private"]
    private[next(iter(private))]["text"] = "王五"


def _change_verifier(entries: list) -> None:
    entries[0][1]["commitment"]["verifier"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_remove_candidate, "1.json: lists.targets"),
        (_add_candidate, "1.json: lists.targets"),
        (_change_numbers, "1.json: drawn.seed"),
        (_change_seed, "2.json: drawn.seed"),
        (_swap_outcomes, "1.json: lottery"),
        (_swap_drawn, "2.json: drawn.outcome.0"),
        (_change_chance, "1.json: lottery.types.0.chance"),
        (_change_tickets, "1.json: lottery.denominator"),
        (_change_bound, "1.json: certificate.levels.0.bound"),
        (_change_rule, "1.json: rule"),
        (_drop_exclusion, "1.json: excluded"),
        (_drop_record, "3.json: previous"),
        (_replay_record, "5.json: position"),
        (_replay_draw, "5.json: draw"),
        (_draw_before_commitment, "1.json: times"),
        (_earlier_than_the_one_before, "4.json: time"),
        (_choose_replacement, "3.json: into"),
        (_unseal_another_name, "1.json: private"),
        (_change_verifier, "1.json: verifier"),
    ],
)
def test_tampering_is_caught(change: Callable[[list], None], where: str) -> None:
    found = _found(change)
    assert any(f.startswith(where) for f in found), found


@pytest.mark.parametrize("change", [_remove_candidate, _change_numbers, _change_seed])
def test_the_next_entry_shows_it_too(change: Callable[[list], None]) -> None:
    """Whoever makes a record consistent again after a change still breaks the chain."""
    position = {"_change_seed": 3}.get(change.__name__, 2)
    assert f"{position}.json: previous" in _found(change)


def _leaves(value: object, path: tuple[int | str, ...] = ()) -> Iterator[tuple[int | str, ...]]:
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from _leaves(inner, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("value", [None, {}, "x", "a" * 64])
@pytest.mark.parametrize(
    "way",
    [("drawn", "operators", 0), ("drawn", "witnesses"), ("lists", "items"), ("commitment",)],
)
def test_what_only_the_last_record_holds(way: tuple[str | int, ...], value: object) -> None:
    """No later entry covers it, and nothing is recomputed from it."""
    entries = plain(*register())
    inner = entries[-1][1]
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    assert verify(entries)


@settings(deadline=None, max_examples=examples(150, 60), suppress_health_check=list(HealthCheck))
@given(data=st.data(), value=st.sampled_from([None, -1, 0, 10**9, "x", "", [], {}, ["x"], 1.5]))
def test_any_value_changed_is_told_and_never_an_error(data: st.DataObject, value: object) -> None:
    """Whatever is put for any value of a record outside `private`, something differs."""
    entries = plain(*register())
    _, entry = data.draw(st.sampled_from(entries))
    paths = [p for p in _leaves(entry) if p[0] != "private"]
    *way, last = data.draw(st.sampled_from(paths))
    inner = entry
    for step in way:
        inner = inner[step]
    before, inner[last] = inner[last], value
    if before != value:
        assert verify(entries)
