"""Draws: `python benchmarks/draw.py [--only PART] [--shared FOLDER]`.

Parts: `sortition` (public instances), `schools` (crossing quotas), `teams`, `verify`. Lines give
seconds by the clock and of this process, which differ when the machine is shared, the least chance,
its proven bound, and the status. `--peer PYTHON` names an interpreter that has the package
`sortition-algorithms` (GPL, never part of this project): it is run in a process of its own.
"""

import argparse
import csv
import json
import random
import subprocess
import time
from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from models.draw import (
    Certificate,
    DueTeam,
    FrozenRule,
    Library,
    Lottery,
    Need,
    Quota,
    Row,
    Size,
    Weight,
)
from planner.draw import verifier
from planner.draw.drawing import VERIFIER
from planner.draw.lists import digest, list_digest
from planner.draw.lottery import ImpossibleQuotasError, lottery_of
from planner.draw.space import space_of
from planner.draw.teams import team_lottery

Made = TypeVar("Made")
PARTS = ("sortition", "schools", "teams", "verify")
STAGES = ("kindergarten",) * 5 + ("primary",) * 4 + ("junior",) * 3 + ("senior", "vocational")


def timed(work: Callable[[], Made]) -> tuple[Made, float, float]:
    wall, own = time.perf_counter(), time.process_time()
    made = work()
    return made, time.perf_counter() - wall, time.process_time() - own


def rule(quotas: list[Quota], number: int, **more: object) -> FrozenRule:
    given = {
        "id": "benchmark",
        "title": "",
        "library": Library.TARGETS,
        "programme": "",
        "departments": (),
        "where": {},
        "exclusions": (),
        "sizes": (Size(number=number),),
        "weights": (),
        "quotas": (Quota(name="size", where={}, least=number, most=number), *quotas),
        "apart": (),
    }
    return FrozenRule.model_validate(given | more)


def schools(number: int, counties: int, seed: int) -> list[Row]:
    """Schools of counties with stage, locality, sector and a risk class."""
    dice = random.Random(seed)
    return [
        {
            "id": f"S{n:05d}",
            "county": f"C{dice.randrange(counties):02d}",
            "stage": dice.choice(STAGES),
            "locality": dice.choice(("urban", "township", "rural")),
            "sector": "private" if dice.random() < 0.15 else "public",
            "risk": dice.choice((1, 1, 1, 1, 2, 2, 3)),
        }
        for n in range(number)
    ]


def crossing(rows: list[Row], columns: tuple[str, ...], number: int, seed: int) -> list[Quota]:
    """Quotas for every value of the columns, round its share of the draw."""
    dice = random.Random(seed)
    found = []
    for column in columns:
        for value in sorted({str(row[column]) for row in rows}):
            count = sum(row[column] == value for row in rows)
            fair = number * count / len(rows)
            found.append(
                Quota(
                    name=f"{column}:{value}",
                    where={column: (value,)},
                    least=int(fair * dice.choice((0.7, 0.9, 1.0))),
                    most=min(count, int(fair * dice.choice((1.0, 1.15, 1.3))) + 2),
                )
            )
    return found


RISK = tuple(Weight(where={"risk": level}, weight=level) for level in (3, 2))


def told(name: str, wall: float, own: float, found: Certificate, more: str = "") -> None:
    least, bound = (float(Fraction(x)) for x in (found.least, found.bound))
    print(
        f"{name:<58} {wall:7.2f} s  cpu {own:6.2f} s  least {least:.6f}  bound {bound:.6f}"
        f"  gap {float(Fraction(found.gap)):.1e}  {found.status}{more}",
        flush=True,
    )


def sortition(shared: Path, peer: str) -> None:
    for name, number in (("example_small_20", 20), ("example_large_200", 200)):
        folder = shared / "data" / "draw" / name
        if not folder.exists():
            print(f"{name}: no {folder}")
            continue
        with (folder / "respondents.csv").open() as file:
            rows: list[Row] = [{"id": f"R{n:05d}", **r} for n, r in enumerate(csv.DictReader(file))]
        with (folder / "categories.csv").open() as file:
            quotas = [
                Quota(
                    name=f"{c['category']}:{c['feature']}",
                    where={c["category"]: (c["feature"],)},
                    least=int(c["min"]),
                    most=int(c["max"]),
                )
                for c in csv.DictReader(file)
            ]
        space = space_of(rule(quotas, number), rows)
        (lottery, found), wall, own = timed(lambda s=space: lottery_of(s))
        told(
            f"{name}: {number} of {len(rows)}",
            wall,
            own,
            found,
            f"  {len(lottery.outcomes)} outcomes",
        )
        if peer:
            _peer(peer, folder, number)


_PEER = """
import csv, sys, time
from pathlib import Path
from sortition_algorithms import core, features, people, settings
folder, number = Path(sys.argv[1]), int(sys.argv[2])
read = lambda name: csv.DictReader((folder / name).open())
rows = [dict(r, id=str(n)) for n, r in enumerate(read("respondents.csv"))]
cats = [dict(feature=c["category"], value=c["feature"], min=c["min"], max=c["max"])
        for c in read("categories.csv")]
feats, *_ = features.read_in_features(["feature", "value", "min", "max"], cats)
conf = settings.Settings(id_column="id", columns_to_keep=[])
pool, *_ = people.read_in_people(list(rows[0]), rows, feats, conf)
start = time.perf_counter()
core.find_random_sample(feats, pool, number, [], selection_algorithm="maximin")
print(f"{time.perf_counter() - start:.1f}")
"""


def _peer(python: str, folder: Path, number: int) -> None:
    """The package's maximin, in its own process, for ten minutes at most."""
    try:
        ran = subprocess.run(
            [python, "-c", _PEER, str(folder), str(number)],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"{'  sortition-algorithms, maximin':<58} unfinished after 600 s")
        return
    last = (ran.stdout or ran.stderr).strip().splitlines()
    print(f"{'  sortition-algorithms, maximin':<58} {last[-1] if last else '?'} s")


def school_draws() -> None:
    rows = schools(300, 9, 1)
    quotas = crossing(rows, ("county", "stage", "locality", "sector", "risk"), 60, 1)
    rows, quotas = _with_26(rows, quotas)
    _draw(f"300 draw 60, {len(quotas)} crossing quotas, risk 3:2:1", rows, quotas, 60)
    for number, counties in ((500, 12), (1000, 14), (2000, 16), (5000, 20)):
        rows = schools(number, counties, 1)
        wanted = number * 3 // 20
        quotas = crossing(rows, ("county", "stage", "locality"), wanted, 1)
        name = f"{number} draw {wanted}, 3 crossing families, {len(quotas)} quotas"
        _draw(name, rows, quotas, wanted)


def _with_26(rows: list[Row], quotas: list[Quota]) -> tuple[list[Row], list[Quota]]:
    """Risk counts as a word here, and pairs of columns fill up to 26 quotas."""
    kept = [q for q in quotas if not q.name.startswith("risk")]
    for stage in ("kindergarten", "primary", "junior"):
        for place in ("rural", "township"):
            where = {"stage": (stage,), "locality": (place,)}
            kept.append(Quota(name=f"{stage}+{place}", where=where, least=2, most=30))
    where = {"sector": ("private",), "stage": ("kindergarten",)}
    return rows, [*kept, Quota(name="private+kindergarten", where=where, least=1, most=30)][:26]


def _draw(name: str, rows: list[Row], quotas: list[Quota], number: int) -> Lottery | None:
    frozen = rule(quotas, number, weights=RISK)
    try:
        (lottery, found), wall, own = timed(lambda: lottery_of(space_of(frozen, rows)))
    except ImpossibleQuotasError as error:
        print(f"{name}: impossible, {error.conflict}")
        return None
    more = f"  {len(lottery.types)} types, {len(lottery.outcomes)} outcomes"
    told(name, wall, own, found, more)
    return lottery


def teams() -> None:
    for visits, people in ((30, 40), (60, 80), (120, 160), (200, 260)):
        frozen, rows = _team_case(visits, people)
        (lottery, found), wall, own = timed(
            lambda f=frozen, r=rows: team_lottery(f, r, frozenset())
        )
        told(f"teams of 3: {visits} visits, {people} inspectors", wall, own, found)
        del lottery


def _team_case(visits: int, people: int) -> tuple[FrozenRule, list[Row]]:
    dice = random.Random(1)
    stages = ("kindergarten", "primary", "junior", "senior")
    asked = [dice.choice(stages) for _ in range(visits)]
    rows: list[Row] = []
    for n in range(people):
        able = tuple(dice.sample(stages, 2))
        barred = {f"S{dice.randrange(visits):03d}" for _ in range(3)}
        barred |= {
            f"S{v:03d}" for v, s in enumerate(asked) if s not in able and dice.random() < 0.3
        }
        work = dice.choice(("full_time", "full_time", "part_time"))
        row = {
            "id": f"P{n:03d}",
            "employment": work,
            "stages": able,
            "barred": tuple(sorted(barred)),
        }
        rows.append(row)
    due = tuple(
        DueTeam(
            target=f"S{v:03d}",
            size=3,
            lead={"employment": ("full_time",)},
            needs=(Need(name="stage", where={"stages": (stage,)}),),
        )
        for v, stage in enumerate(asked)
    )
    more = {"library": Library.TEAMS, "sizes": (), "visits": due, "visits_at_most": 4}
    return rule([], 0, **more), rows


def verification() -> None:
    for number in (300, 2000, 5000):
        rows = schools(number, 16, 1)
        quotas = crossing(rows, ("county", "stage", "locality"), number * 3 // 20, 1)
        frozen = rule(quotas, number * 3 // 20, weights=RISK)
        lottery, found = lottery_of(space_of(frozen, rows))
        record = json.loads(json.dumps(_record(frozen, rows, lottery, found)))
        differences: list[object] = []
        _, wall, own = timed(
            lambda r=record, d=differences: verifier.check_record(r, lambda *x: d.append(x))
        )
        print(f"verify {number}: {wall:.3f} s  cpu {own:.3f} s  {len(differences)} differences")


def _record(
    frozen: FrozenRule, rows: list[Row], lottery: Lottery, found: Certificate
) -> dict[str, object]:
    parts = {
        "rule": frozen.model_dump(mode="json"),
        "excluded": {},
        "lottery": lottery.model_dump(mode="json"),
        "certificate": found.model_dump(mode="json"),
    }
    digests = {"targets": list_digest(rows), **{k: digest(v) for k, v in parts.items()}}
    program = sha256(VERIFIER.read_bytes()).hexdigest()
    return {
        "commitment": {"draw": "benchmark", "verifier": program, "digests": digests},
        "lists": {"targets": rows},
    } | parts


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", choices=PARTS, action="append")
    options.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    options.add_argument("--peer", default="", metavar="PYTHON")
    given = options.parse_args()
    parts = given.only or PARTS
    if "sortition" in parts:
        sortition(given.shared, given.peer)
    if "schools" in parts:
        school_draws()
    if "teams" in parts:
        teams()
    if "verify" in parts:
        verification()


if __name__ == "__main__":
    main()
