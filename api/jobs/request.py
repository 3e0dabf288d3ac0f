"""What a solving child is asked, and what it answers."""

from datetime import date

from models.base import Frozen
from models.changes import PlanChange
from models.hiring import Hiring
from models.plan import AnnualPlan, Visit
from models.problem import Problem
from planner.options import Options

UNPLANNABLE = "jobs.fault.data"
"""The code of a fault that lies with the data; its `reasons` say what."""


class Exchange(Frozen):
    """An office and its programmes in which regions check each other."""

    office: str
    programmes: tuple[str, ...]


class Course(Frozen):
    """From when on a plan is to be changed, and what came of it until then.

    `office` is the key of the part that is changed, of a plan of several offices. The other fields
    are the parameters of `planner.replan.replan`.
    """

    since: date
    published_until: date | None = None
    notice_days: int = 0
    cancelled: tuple[str, ...] = ()
    held: tuple[Visit, ...] = ()
    office: str | None = None


class Replanning(Frozen):
    """A plan that is to be changed."""

    plan: AnnualPlan
    course: Course


class Replanned(Frozen):
    """The plan that came of it, and every change with its cause."""

    plan: AnnualPlan
    changes: tuple[PlanChange, ...]


class Request(Frozen):
    """What a child is asked of a problem.

    The year's plan; or the rotations of an exchange; or another plan changed; or, with `hiring`,
    whom to hire. `drafts`: plans found on the way to the best are told too.
    """

    problem: Problem
    options: Options
    exchange: Exchange | None = None
    replanning: Replanning | None = None
    hiring: bool = False
    drafts: bool = False


class Hired(Frozen):
    """Whom to hire, and the overlay (TOML) that adds them to the data set; "" without any."""

    hiring: Hiring
    overlay: str = ""
