"""An office's own plan in its workbook: audited as it is, and with five mistakes made by hand."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from typer.testing import CliRunner

from api.main import app
from models.base import rebuilt
from models.inspector import Inspector
from models.plan import AnnualPlan, Half, Visit
from models.problem import Problem
from models.programme import DayRule
from scenarios.dataset import write_workbook
from scenarios.generate import generate
from scenarios.plansheets import VISITS
from scenarios.policies import shipped_policies
from scenarios.template import write_template
from tests.scenarios.office import Office, slots

Change = tuple[Visit, Visit]
Write = Callable[[Problem, AnnualPlan, Path], None]
SWAPS = ("recusal", "certificate", "people", "leave", "qualification")


def _county(policy: str, seed: int) -> Problem:
    """A small county in which one person's certificate ends in summer."""
    problem = generate(schools=12, seed=seed, policy=policy)
    full_timers = [p for p in problem.inspectors if p.employment == "full_time"]
    chosen = Random(seed).choice(full_timers)
    ended = chosen.model_copy(update={"certificate_until": problem.calendar.first.replace(month=7)})
    people = tuple(ended if p is chosen else p for p in problem.inspectors)
    return rebuilt(problem, inspectors=people)


def _on_a_sunday(office: Office) -> Iterator[Change]:
    """The same visit on a Sunday of the same month on which its people have nothing else to do."""
    calendar = office.problem.calendar
    for visit in list(office.visits.values()):
        programme = office.problem.programme_by_id[visit.programmes[0]]
        if programme.days is DayRule.OUT_OF_SCHOOL:
            continue
        for n in range(-14, 15):
            day = visit.start + timedelta(n)
            sunday = day.weekday() == 6 and not calendar.is_working_day(day)
            if not sunday or day in calendar.holidays or day.month != visit.start.month:
                continue
            programme = office.problem.programme_by_id[visit.programmes[0]]
            spans = [w.dates(office.problem.year) for w in programme.windows]
            in_window = not spans or any(a <= day <= b for a, b in spans)
            if visit.half_days == 1 and in_window and not programme.around_term_end:
                yield visit, visit.model_copy(update={"start": day, "end": day})


def _one_more(office: Office) -> Iterator[Change]:
    for visit in list(office.visits.values()):
        if not office.problem.programme_by_id[visit.programmes[0]].team.responsible:
            for person in office.problem.inspectors:
                if person.id not in visit.team and not office.faults(person, visit):
                    yield visit, visit.model_copy(update={"team": (*visit.team, person.id)})


def _swapped(rule: str) -> Callable[[Office], Iterator[Change]]:
    def changes(office: Office) -> Iterator[Change]:
        """Somebody whom just this rule keeps away, in place of the last member."""
        for visit in list(office.visits.values()):
            for person in office.problem.inspectors:
                if person.id not in visit.team and office.faults(person, visit) == {rule}:
                    team = (*visit.team[:-1], person.id)
                    if not _lacks(office, visit, team):
                        yield visit, visit.model_copy(update={"team": team, "lead": team[0]})

    return changes


def _lacks(office: Office, visit: Visit, team: tuple[str, ...]) -> bool:
    problem = office.problem
    programme = problem.programme_by_id[visit.programmes[0]]
    members: list[Inspector] = [problem.inspector_by_id[p] for p in team]
    target = problem.target_by_id[visit.target]
    return not programme.team.responsible and office.lacks(programme, target, members)


MISTAKES = {
    "days": _on_a_sunday,
    "team": _one_more,
    **{rule: _swapped(rule) for rule in SWAPS},
}


def _break(office: Office, rules: tuple[str, ...]) -> dict[str, str]:
    """Make each mistake that can be made, in visits of their own; the visits by rule."""
    touched: set[str] = set()
    broken = {rule: _broken_by(office, rule, touched) for rule in rules}
    return {rule: visit for rule, visit in broken.items() if visit is not None}


def _broken_by(office: Office, rule: str, touched: set[str]) -> str | None:
    """Make one mistake and enter it; the id of the visit, or None where it cannot be made."""
    changes = list(MISTAKES[rule](office))
    office.rng.shuffle(changes)
    for visit, changed in changes:
        clashing = _clashing(office, changed) - {visit.id}
        if visit.id in touched or clashing & touched or len(clashing) != (rule == "people"):
            continue
        office.enter(visit, -1)
        people = [office.problem.inspector_by_id[p] for p in changed.team]
        blamed = {fault for p in people for fault in office.faults(p, changed)}
        if office.disturbed(changed) or not blamed <= {rule}:
            office.enter(visit)
            continue
        office.enter(changed)
        touched |= {visit.id, *clashing}
        return visit.id
    return None


def _clashing(office: Office, visit: Visit) -> set[str]:
    taken = set(slots(visit.start, visit.half, visit.half_days))
    return {
        other.id
        for other in office.visits.values()
        if set(other.team) & set(visit.team)
        and taken & set(slots(other.start, other.half, other.half_days))
    }


def _typed(problem: Problem, plan: AnnualPlan, file: Path) -> None:
    """The data, and the plan in the template's calendar sheet: names where they are unambiguous."""
    write_workbook(problem, file)
    named = [(i.id, i.name) for i in (*problem.targets, *problem.inspectors, *problem.programmes)]
    count = Counter(name for _, name in named)
    spoken = {id_: name if count[name] == 1 else id_ for id_, name in named}
    template = file.with_name("template.xlsx")
    write_template(template)
    headers = [cell.value for cell in load_workbook(template)[VISITS.zh][1]]
    book = load_workbook(file)
    page = book.create_sheet(VISITS.zh)
    page.append(headers)
    halves = {Half.AM: "上午", Half.PM: "下午"}
    for visit in plan.visits:
        cells = {
            "start": f"{visit.start.year}年{visit.start.month}月{visit.start.day}日",
            "half": "全天" if visit.half_days > 1 else halves[visit.half],
            "half_days": visit.half_days if visit.half_days > 2 else None,
            "target": spoken[visit.target],
            "programmes": "、".join(spoken[p] for p in visit.programmes),
            "lead": spoken[visit.lead] if len(visit.team) > 1 else None,
            "team": "、".join(spoken[p] for p in visit.team),
        }
        typed = {VISITS.column(field).zh: value for field, value in cells.items()}
        page.append([typed.get(str(header)) for header in headers])
    book.save(file)


def _by_program(problem: Problem, plan: AnnualPlan, file: Path) -> None:
    """The data with the plan as the program itself writes it, by ids."""
    write_workbook(problem, file, plan)


def _audited(file: Path) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, ["audit", str(file), "--json"])
    assert result.exit_code in (0, 1), result.output
    return result.exit_code, json.loads(result.stdout)["findings"]


@pytest.mark.parametrize("write", [_typed, _by_program])
def test_a_plan_made_by_hand_passes(write: Write, tmp_path: Path) -> None:
    problem = _county("miyi-2022", 1)
    office = Office(problem, Random(1))
    assert office.missed == 0
    write(problem, office.plan(), tmp_path / "own.xlsx")
    assert _audited(tmp_path / "own.xlsx") == (0, [])


@pytest.mark.parametrize("write", [_typed, _by_program])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_five_that_offices_make(seed: int, write: Write, tmp_path: Path) -> None:
    problem = _county("miyi-2022", seed)
    office = Office(problem, Random(seed))
    broken = _break(office, ("days", "team", "recusal", "certificate", "people"))
    assert len(broken) == 5
    _expect(problem, office.plan(), broken, write, tmp_path)


@settings(max_examples=10, deadline=None)
@given(
    policy=st.sampled_from(shipped_policies()),
    seed=st.integers(0, 10_000),
    rules=st.permutations(list(MISTAKES)).map(lambda rules: tuple(rules[:5])),
    write=st.sampled_from([_typed, _by_program]),
)
def test_mistakes_are_findings_one_by_one(
    policy: str, seed: int, rules: tuple[str, ...], write: Write
) -> None:
    problem = _county(policy, seed)
    office = Office(problem, Random(seed))
    assume(office.missed == 0)
    broken = _break(office, rules)
    assume(broken)
    with TemporaryDirectory() as folder:
        _expect(problem, office.plan(), broken, write, Path(folder))


def _expect(
    problem: Problem, plan: AnnualPlan, broken: dict[str, str], write: Write, folder: Path
) -> None:
    """The command names each mistake by its rule and visit, nothing else, and ends with 1."""
    write(problem, plan, folder / "own.xlsx")
    code, findings = _audited(folder / "own.xlsx")
    assert code == 1
    assert Counter(f["rule"] for f in findings) == Counter(list(broken))
    rows = {visit.id: f"V{n:04d}" for n, visit in enumerate(plan.visits, start=1)}
    for finding in findings:
        visit = broken[finding["rule"]]
        assert (rows[visit] if write is _typed else visit) in finding["visits"]
