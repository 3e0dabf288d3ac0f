"""What may be chosen before a plan is made, and a plan begun with these choices.

Another pack, or programmes that do not take place, make another version of the data set: the plan
of a data set is of all that stands in it.
"""

from collections.abc import Iterable

from api.accounts.roles import Action
from api.desk import datasets as desk
from api.desk import plans as desk_plans
from api.desk.asker import Asker
from api.desk.bases import problem_of
from api.desk.plans import PlanOptions, View
from api.desk.sight import sight
from api.desk.versions import version
from models.base import Frozen
from models.overlay import Overlay, PackTaken, ProgrammesOff
from models.problem import Problem
from models.programme import ProgrammeKind
from models.text import Text
from scenarios.overlay.laying import laid_over
from scenarios.overlay.writing import overlay_text
from scenarios.policies import shipped_policies

_SOURCE = "overlay"


class Choice(Frozen):
    """A programme that may take place or not."""

    id: str
    name: str
    kind: ProgrammeKind
    sealed: bool


class Offer(Frozen):
    """What may be chosen of a data set: `pack` is the policy, `own` whether it is no shipped one.

    `programmes` are those of the data set under this policy.
    """

    pack: str
    title: str
    title_en: str
    own: bool
    programmes: tuple[Choice, ...]


class Chosen(Frozen):
    """Another policy pack (None: the data set's own), and programmes that do not take place."""

    pack: str | None = None
    off: tuple[str, ...] = ()


def offered(who: Asker, dataset: str, pack: str | None = None) -> Offer:
    """What may be planned of a data set, as it is or under another pack.

    Raises
    ------
    Denial
        404 without such a data set.
    DataError
        When the pack does not fit the data set.
    """
    desk.get(who, dataset)
    problem = _chosen(problem_of(who, dataset), Chosen(pack=pack), "")
    policy = problem.policy
    return Offer(
        pack=policy.id,
        title=policy.title,
        title_en=policy.title_en,
        own=policy.id not in shipped_policies(),
        programmes=tuple(
            Choice(id=one.id, name=one.name, kind=one.kind, sealed=one.sealed)
            for one in problem.programmes
        ),
    )


def begin(
    who: Asker,
    dataset: str,
    options: PlanOptions,
    chosen: Chosen | None = None,
    *,
    title: str = "",
    name: str = "",
) -> View:
    """Have a data set planned with these choices.

    Parameters
    ----------
    title
        What the change is called; it stands in the plan's origin.

    Raises
    ------
    Denial
        404 or 403, or 429 when too many plans are open.
    DataError
        When the choices do not fit the data set.
    """
    used = desk.get(who, dataset)
    who.require(Action.PLAN_WRITE, used.office, "dataset", dataset)
    before = problem_of(who, dataset)
    changes = _overlay(before, chosen or Chosen(), title)
    if changes is None:
        return desk_plans.submit(who, dataset, options, name=name)[0]
    who.require(Action.DATASET_WRITE, used.office, "dataset", dataset)
    problem = laid_over(before, [changes])
    with who.world.store.writing() as session:
        one = version(session, who, dataset, problem, source=_SOURCE, overlay=overlay_text(changes))
    return desk_plans.submit(who, one.id, options, name=name)[0]


def failure(who: Asker, id_: str) -> Text | None:
    """Why a plan failed, to be said in any language."""
    return sight(who, id_).plan.failure


def _chosen(problem: Problem, chosen: Chosen, title: str) -> Problem:
    changes = _overlay(problem, chosen, title)
    return problem if changes is None else laid_over(problem, [changes])


def _overlay(problem: Problem, chosen: Chosen, title: str) -> Overlay | None:
    """The choices as changes; None when nothing changes."""
    changes: list[PackTaken | ProgrammesOff] = []
    if chosen.pack not in {None, problem.policy.id}:
        changes.append(PackTaken(pack=chosen.pack))
    if off := tuple(_unique(chosen.off)):
        changes.append(ProgrammesOff.model_validate({"off": off}))
    return Overlay(name=title or _SOURCE, changes=tuple(changes)) if changes else None


def _unique(ids: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(ids)
