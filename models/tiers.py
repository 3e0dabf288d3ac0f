"""The plans of several offices one above the other (分级): province, prefectures, counties."""

import json
import re
from collections.abc import Mapping

from pydantic import Field

from models.base import Frozen
from models.plan import AnnualPlan, ComplianceLine, Origin, PlanStatus, Rotation
from models.text import Text

TIERS_SCHEMA = "dudao.tiers/1"
_STATED = re.compile(r'\s*\{\s*"schema_id"\s*:\s*"([^"\\]*)"\s*[,}]')

OWN = "own"
"""The task of an office that plans its own year."""

SEALED = "sealed"
"""The task of an office above others that plans its sealed visits, after everybody below it."""


class PoolMember(Frozen):
    """A region whose office lends its experts to the others of a joint pool (联合专家库)."""

    pool: str
    region: str


class OfficePlan(Frozen):
    """What one task of an office planned.

    `office` is the region of the office. `task` is `own`, `sealed`, or what the office does
    besides: a cross-check, by the name of its programme, batch and checking region.
    """

    office: str
    task: str = OWN
    plan: AnnualPlan

    @property
    def key(self) -> str:
        """What the task is called among all; fit for a folder's name."""
        return task_key(self.office, self.task)


def task_key(office: str, task: str) -> str:
    """The office's region alone for its own year, else with the task."""
    return office if task == OWN else f"{office}-{task}"


class TieredPlan(Frozen):
    """One year of all offices of a data set, in the order in which they plan.

    `compliance` is the verdict on all offices together: nobody in two places at once, limits of
    people and of schools across offices; that on each office stands in its own plan. `unplanned`
    are tasks that an interrupted run did not come to. `seconds` (by step), here and in the plans,
    are the only part that may differ between equal runs.
    """

    schema_id: str = TIERS_SCHEMA
    origin: Origin | None
    status: PlanStatus
    offices: tuple[OfficePlan, ...]
    unplanned: tuple[str, ...] = ()
    compliance: tuple[ComplianceLine, ...] = ()
    notices: tuple[Text, ...] = ()
    seconds: Mapping[str, float] = Field(default_factory=dict)

    @property
    def rotations(self) -> tuple[Rotation, ...]:
        """Who checks whom, of all cross-checks."""
        return tuple(r for one in self.offices for r in one.plan.rotations or ())

    @property
    def parts(self) -> Mapping[str, AnnualPlan]:
        """The plan of each task by its key."""
        return {one.key: one.plan for one in self.offices}

    def plan_of(self, office: str, task: str = OWN) -> AnnualPlan | None:
        """The plan of one task; None when there is none."""
        found = (p.plan for p in self.offices if (p.office, p.task) == (office, task))
        return next(found, None)


def plan_of_json(text: str) -> AnnualPlan | TieredPlan:
    """A plan of one office or of several from its JSON.

    Raises
    ------
    ValueError
        When it is neither.
    """
    kind = TieredPlan if _schema(text) == TIERS_SCHEMA else AnnualPlan
    return kind.model_validate_json(text)


def _schema(text: str) -> object:
    """What JSON says that it is; our own says so first, and need not be read twice for it."""
    stated = _STATED.match(text)
    if stated is not None:
        return stated[1]
    content = json.loads(text)
    return content.get("schema_id") if isinstance(content, dict) else None
