"""A small county and draws of it with fixed seeds, for the tests of the whole draw."""

import itertools
import json
from datetime import datetime, timedelta, timezone
from functools import cache

from models.draw import DrawRule, Record, Size, Source, Stratum, Weight
from models.problem import Problem
from planner.draw.chain import Entry, next_place
from planner.draw.drawing import commit, draw
from planner.draw.lists import Salts
from scenarios.generate import generate

SECRET = b"one-time secret, fixed for tests"
MORNING = datetime(2027, 3, 1, 9, tzinfo=timezone(timedelta(hours=8)))
NUMBERS = ((9319,), (2, 5, 12, 8, 10))

SIMPLE = DrawRule(id="simple", where={"kind": ("school",)}, sizes=(Size(number=7),))
RULED = DrawRule(
    id="ruled",
    programme="comprehensive",
    items=("办学行为", "校园安全"),
    where={"kind": ("school",)},
    sizes=(Size(share="0.2"),),
    weights=(Weight(where={"risk": 50}, weight=2),),
    strata=(
        Stratum(name="stage", clause="md.3", each="stage", at_least=1),
        Stratum(
            name="rural",
            clause="md.3",
            where={"locality": ("rural", "township"), "stage": ("kindergarten", "primary")},
            at_least=3,
        ),
    ),
)


@cache
def county() -> Problem:
    return generate(schools=60, seed=1, policy="miyi-2022")


def salts() -> Salts:
    numbers = itertools.count()
    return lambda: f"{next(numbers):032x}"


def committed(
    rule: DrawRule, earlier: tuple[Entry, ...] = (), problem: Problem | None = None
) -> Record:
    place = next_place(earlier)
    time = MORNING + timedelta(days=7 * place.position)
    return commit(
        problem or county(),
        rule,
        earlier=earlier,
        source=Source(name="骰子", at=time + timedelta(hours=5)),
        time=time,
        secret=SECRET,
        salts=salts(),
    )


def drawn(
    rule: DrawRule, earlier: tuple[Entry, ...] = (), problem: Problem | None = None
) -> Record:
    record = committed(rule, earlier, problem)
    return draw(
        record,
        secret=SECRET,
        numbers=NUMBERS,
        time=record.commitment.source.at + timedelta(minutes=10),
        operators=("张三",),
        witnesses=("李四",),
        salts=salts(),
    )


def plain(*entries: Entry) -> list[tuple[str, dict]]:
    """The entries as the verifier reads them, under the names of their files."""
    return [(f"{n}.json", json.loads(e.model_dump_json())) for n, e in enumerate(entries, 1)]
