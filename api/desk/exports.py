"""A plan's result as JSON, workbook, calendar and table, each as far as one sees the plan."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.sight import Sight, missing, resultless, sight, today
from api.desk.visits import Shown, Wanted, every
from api.jobs.port import OPEN
from api.jobs.work import Work
from api.store import datasets, plans
from api.store.columns import canonical
from api.store.ledger import StoreLedger
from api.store.plans import Plan
from models.plan import AnnualPlan
from models.problem import Problem
from models.text import Text
from models.tiers import TieredPlan, plan_of_json
from planner.tiers import Shares, verdict
from scenarios.cells import written
from scenarios.export.calendars import calendar_of
from scenarios.export.sealed import open_form
from scenarios.export.wording import Words
from scenarios.export.workbook import write_workbook
from scenarios.plansheets import VISITS
from scenarios.words import DayPart

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with: spreadsheets would run it."""

_MOST_NAMED = 20


@dataclass(frozen=True)
class Opened:
    """A result as somebody sees it, with the problem it answers.

    `shares` are the problems of the parts of a plan of several offices, by key, of others' too;
    each is put together when it is asked for. A plan of one office has none.
    """

    problem: Problem
    plan: AnnualPlan | TieredPlan
    shares: Shares | None = None

    @property
    def plans(self) -> tuple[AnnualPlan, ...]:
        """The plan of each part; of one office there is one."""
        if isinstance(self.plan, AnnualPlan):
            return (self.plan,)
        return tuple(one.plan for one in self.plan.offices)

    def one(self, office: str | None) -> tuple[Problem, AnnualPlan]:
        """The plan of one office, by the key of its task, with its own problem.

        Raises
        ------
        Denial
            404 when there is none; 422 when there are several and none is named.
        """
        key = self.key(office)
        if key is None or self.shares is None or isinstance(self.plan, AnnualPlan):
            return self.problem, self.plans[0]
        return self.shares[key], self.plan.parts[key]

    def around(self, key: str | None) -> tuple[Problem, AnnualPlan]:
        """The same, to change the plan in: its problem holds the visits of all other offices."""
        if key is None or self.shares is None or isinstance(self.plan, AnnualPlan):
            return self.problem, self.plans[0]
        return self.shares.around(key), self.plan.parts[key]

    def key(self, office: str | None) -> str | None:
        """The key of a part, also when it is the only one; None of a plan of one office.

        Raises
        ------
        Denial
            404 when there is none; 422 when there are several and none is named.
        """
        if isinstance(self.plan, AnnualPlan):
            if office not in {None, self.problem.office}:
                raise missing("office", office or "")
            return None
        found = list(self.plan.parts)
        if office is None and len(found) == 1:
            (office,) = found
        if office is None:
            known = "、".join(found[:_MOST_NAMED])
            raise Denial(422, Text(code="plan.which_office", args={"known": known}))
        if office not in found:
            raise missing("office", office)
        return office

    def key_with(self, visit: str) -> str | None:
        """The key of the part that makes a visit; None of a plan of one office.

        Raises
        ------
        Denial
            404 when no part makes it.
        """
        keys = (None,) if isinstance(self.plan, AnnualPlan) else tuple(self.plan.parts)
        for key, plan in zip(keys, self.plans, strict=True):
            if any(one.id == visit for one in plan.visits):
                return key
        raise missing("visit", visit)


def result(who: Asker, id_: str, *, best: bool = False) -> str:
    """The result as JSON.

    Parameters
    ----------
    best
        While the plan is being solved, that of the parts done so far.

    Raises
    ------
    Denial
        404 without such a plan, 409 when there is nothing to show yet.
    """
    seen = sight(who, id_)
    if seen.offices is None and (seen.unsealed is None or not _withholds(seen)):
        return _text(who, seen, best)
    return _opened(who, seen, _text(who, seen, best)).plan.model_dump_json()


def opened(who: Asker, id_: str, *, member: str = "", whole: bool = False) -> Opened:
    """The result as somebody sees it.

    Parameters
    ----------
    member
        Somebody whose own sealed visits are shown.
    whole
        All of it, whatever they see: for a change that they may make.

    Raises
    ------
    Denial
        404 without such a plan, 409 when it has no result.
    """
    seen = sight(who, id_)
    if whole:
        seen = replace(seen, offices=None, unsealed=None)

    def read() -> Opened:
        return _opened(who, seen, _text(who, seen, best=False), member)

    return who.world.held.get(_key(who, seen, member), read)


def hold(who: Asker, row: Plan, found: Opened) -> None:
    """Hold a result that was made just now, as it is shown to those who see all of it."""
    who.world.held.put(_key(who, Sight(row, None, None)), found)


def _key(who: Asker, seen: Sight, member: str = "") -> tuple[str, ...]:
    return ("opened", seen.plan.id, *shown_to(who, seen), member)


def shown_to(who: Asker, seen: Sight) -> tuple[str, str, str]:
    """What decides how a plan is shown; whoever has the same sees the same of it."""
    offices, unsealed = (
        "*" if some is None else canonical(sorted(some)) for some in (seen.offices, seen.unsealed)
    )
    return offices, unsealed, today(who).isoformat()


def workbook(who: Asker, id_: str, office: str | None = None, language: str = "zh") -> bytes:
    """The plan of one office as a workbook."""
    problem, plan = opened(who, id_).one(office)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        write_workbook(problem, plan, path, Words(language))
        return path.read_bytes()


def ics(
    who: Asker,
    id_: str,
    *,
    office: str | None = None,
    inspector: str | None = None,
    language: str = "zh",
) -> bytes:
    """A calendar (RFC 5545): of one inspector, or of all that one sees.

    One's own shows the sealed visits of one's own teams.
    """
    own = inspector is not None and inspector == who.account.inspector
    found = opened(who, id_, member=inspector or "" if own else "")
    if office is not None or isinstance(found.plan, AnnualPlan):
        problem, plan = found.one(office)
    else:
        problem, plan = _together(found)
    if inspector is not None and inspector not in problem.inspector_by_id:
        raise missing("inspector", inspector)
    return calendar_of(problem, plan, Words(language), inspector)


def table(
    who: Asker, id_: str, wanted: Wanted | None = None, language: str = "zh"
) -> Iterator[str]:
    """The visits as CSV, piece by piece, with the columns of the sheet 督导安排."""
    return _lines(every(who, id_, wanted), language)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _lines(shown: Iterator[Shown], language: str) -> Iterator[str]:
    # The mark tells Excel that this is UTF-8.
    yield "\ufeff" + _line(column.header(language) for column in VISITS.columns)
    for visit in shown:
        half = DayPart.DAY if visit.half_days > 1 else DayPart(visit.half.value)
        lead = next((m.name for m in visit.team if m.id == visit.lead), "")
        values = {
            **visit.model_dump(exclude={"target", "programmes", "team"}),
            "half": half,
            "target": visit.target.id,
            "target_name": visit.target.name,
            "programmes": tuple(p.id for p in visit.programmes),
            "programme_names": "、".join(p.name for p in visit.programmes),
            "lead_name": lead,
            "team": tuple(m.id for m in visit.team),
            "team_names": "、".join(m.name for m in visit.team),
        }
        yield _line(written(column, values[column.field], language) for column in VISITS.columns)


def _line(cells: Iterator[str]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow([safe(cell) for cell in cells])
    return buffer.getvalue()


def _withholds(seen: Sight) -> bool:
    """Whether the result has sealed visits; what is not counted yet may have some."""
    shown = seen.plan.figures.get("shown", {})
    return bool(shown.get("withheld", 1))


def _text(who: Asker, seen: Sight, best: bool) -> str:
    id_ = seen.plan.id
    with who.world.store.reading() as session:
        text = plans.content_of(session, id_)
    if text is not None:
        return text
    if best and seen.plan.state in OPEN:
        made = Work(StoreLedger(who.world.store), _never).best(id_)
        if made is not None:
            return made.model_dump_json()
    raise Denial(409, resultless(seen.plan.state))


def _never(*_: object) -> None:
    """Nothing is solved for somebody who reads."""
    raise AssertionError


def _opened(who: Asker, seen: Sight, text: str, member: str = "") -> Opened:
    problem = _problem(who, seen.plan.dataset)
    made, on = plan_of_json(text), today(who)
    if isinstance(made, AnnualPlan):
        shown = made if seen.unseals(problem.office) else open_form(problem, made, on, member)
        return Opened(problem, shown)
    own = Shares(problem, made)
    withheld = _withholds(seen)
    offices = tuple(
        one
        if not withheld or seen.unseals(one.office)
        else one.model_copy(update={"plan": open_form(own[one.key], one.plan, on, member)})
        for one in made.offices
    )
    if offices != made.offices:
        # What others are told of must not tell of what is kept from them either.
        kept = {line.clause: line.status for line in made.compliance}
        made = made.model_copy(update={"offices": offices})
        lines = tuple(
            line.model_copy(update={"status": kept.get(line.clause, line.status)})
            for line in verdict(problem, made)
        )
        made = made.model_copy(update={"compliance": lines})
        own = Shares(problem, made)
    if seen.offices is not None:
        # The verdict on all offices, and what was not planned, is about others too.
        visible = tuple(one for one in made.offices if seen.sees(one.office))
        made = made.model_copy(
            update={"offices": visible, "compliance": (), "unplanned": (), "notices": ()}
        )
    return Opened(problem, made, own)


def _problem(who: Asker, dataset: str) -> Problem:
    """What a data set holds that a plan has frozen."""

    def read() -> Problem:
        with who.world.store.reading() as session:
            return datasets.problem_of(session, dataset)

    return who.world.held.get(("problem", dataset), read)


def _together(found: Opened) -> tuple[Problem, AnnualPlan]:
    """All offices that are shown as if they were one, with what others engage their people for."""
    assert isinstance(found.plan, TieredPlan)
    assert found.shares is not None
    each = [one.plan for one in found.plan.offices]
    offices = {one.office for one in found.plan.offices}
    foreign = {
        one.id: one
        for problem in (found.shares[one.key] for one in found.plan.offices)
        for one in problem.engagements
        if one.office not in offices
    }
    problem = found.problem.model_copy(update={"engagements": tuple(foreign.values())})
    plan = AnnualPlan(
        origin=found.plan.origin,
        status=found.plan.status,
        zones=None,
        visits=tuple(v for plan in each for v in plan.visits),
        trips=tuple(t for plan in each for t in plan.trips or ()),
        training=tuple(t for plan in each for t in plan.training or ()),
        milestones=tuple(m for plan in each for m in plan.milestones or ()),
        revision=max((plan.revision for plan in each), default=0),
        withdrawn=tuple(w for plan in each for w in plan.withdrawn),
    )
    return problem, plan
