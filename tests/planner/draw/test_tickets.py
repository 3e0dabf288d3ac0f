"""Draws: anyone can recompute them with the programs `sha256sum` and `sort`."""

import math
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from planner.draw import lowest_tickets, ticket
from planner.draw.tickets import in_order
from tests.planner.draw.county import SIMPLE, drawn

SCHOOLS = ("小学-1", "小学-2", "幼儿园-3", "s4", "s5", "s6", "s7")
needs_programs = pytest.mark.skipif(
    not (shutil.which("sha256sum") and shutil.which("sort")), reason="no sha256sum or sort"
)


def _run(program: str, given: str) -> str:
    told = subprocess.run([program], input=given.encode(), capture_output=True, check=True)
    return told.stdout.decode()


@needs_programs
def test_ticket_is_what_sha256sum_prints() -> None:
    assert ticket(42, "drawn", "小学-1") == _run("sha256sum", "42|drawn|小学-1").split()[0]


@needs_programs
def test_order_is_that_of_sort() -> None:
    lines = [
        f"{_run('sha256sum', f'2027|drawn|{school}').split()[0]} {school}" for school in SCHOOLS
    ]
    in_order = [line.split()[1] for line in _run("sort", "\n".join(lines)).splitlines()]
    assert list(lowest_tickets(2027, "drawn", SCHOOLS, len(SCHOOLS))) == in_order
    assert list(lowest_tickets(2027, "drawn", SCHOOLS, 3)) == in_order[:3]


def test_order_of_candidates_does_not_matter() -> None:
    assert lowest_tickets(1, "d", SCHOOLS, 4) == lowest_tickets(1, "d", reversed(SCHOOLS), 4)


def test_seed_and_draw_matter() -> None:
    draws = {lowest_tickets(seed, draw, SCHOOLS, 7) for seed in (1, 2) for draw in ("a", "b")}
    assert len(draws) == 4


def test_more_than_there_are_draws_all() -> None:
    assert sorted(lowest_tickets(0, "d", SCHOOLS, 99)) == sorted(SCHOOLS)


def test_weights_are_chances_in_proportion() -> None:
    first = [
        in_order(seed, "d", ("a", "b", "c"), {"a": 3, "b": 2, "c": 1})[0] for seed in range(3000)
    ]
    counts = [first.count(c) for c in "abc"]
    chi = sum((n - e) ** 2 / e for n, e in zip(counts, (1500, 1000, 500), strict=True))
    assert chi < 13.8  # 0.1 % with 2 degrees of freedom


def test_equal_weights_leave_the_order_of_tickets() -> None:
    plain = in_order(5, "d", SCHOOLS)
    assert in_order(5, "d", SCHOOLS, dict.fromkeys(SCHOOLS, 7)) == plain


def test_order_by_weights_is_that_of_exponential_keys() -> None:
    weights = {school: n for n, school in enumerate(SCHOOLS, 1)}

    def key(school: str) -> float:
        u = 1 - int(ticket(9, "d", school), 16) / 2**256
        return -math.log(u) / weights[school]

    assert list(in_order(9, "d", SCHOOLS, weights)) == sorted(SCHOOLS, key=key)


@needs_programs
def test_a_simple_draw_on_a_terminal() -> None:
    """The lines of docs/draw.md, with nothing but `sha256sum`, `cut` and `sort`."""
    record = drawn(SIMPLE)
    assert record.drawn is not None
    candidates = [str(r["id"]) for r in record.lists["targets"] if r["id"] not in record.excluded]
    page = (Path(__file__).parents[3] / "docs" / "draw.md").read_text("utf-8")
    (lines,) = [b for b in page.split("```sh\n")[1:] if "sha256sum" in b]
    script = lines.split("```")[0].replace("< candidates", "")
    given = {"seed": record.drawn.seed, "draw": "simple", "number": "7", "PATH": os.environ["PATH"]}
    told = subprocess.run(
        ["bash", "-c", script],
        input="\n".join(candidates) + "\n",
        capture_output=True,
        text=True,
        check=True,
        env=given,
    )
    assert [line.split()[1] for line in told.stdout.splitlines()] == list(record.drawn.outcome)
