"""Plans of several scenarios (情景) of one data set beside each other."""

from collections.abc import Mapping
from enum import StrEnum

from models.account import Account
from models.base import Frozen
from models.changes import PlanChange
from models.plan import StageFigure
from models.text import Text

COMPARISON_SCHEMA = "dudao.comparison/1"


class Mark(StrEnum):
    """What a difference from the base is worth.

    `none`: both values are proven, and equal. `effect`: the intervals in which the optima lie do
    not overlap. `conditional`: nor do these, but they hold only while something before them stays
    as it is. `within_gap`: the intervals overlap, so that solving longer may undo the difference.
    `by_product`: the figure is no objective, so that equally good plans may have another. `given`:
    the figure follows from the data alone.
    """

    NONE = "none"
    EFFECT = "effect"
    CONDITIONAL = "conditional"
    WITHIN_GAP = "within_gap"
    BY_PRODUCT = "by_product"
    GIVEN = "given"


class Judgement(Frozen):
    """A mark, and what an effect is conditional upon."""

    mark: Mark
    because: Text | None = None


class Cell(Frozen):
    """One figure of one scenario; `least` and `most` are those of any optimal plan, where known.

    `difference` is that from the base. Both it and `judgement` are None in the base itself.
    """

    value: float
    least: float | None = None
    most: float | None = None
    difference: float | None = None
    judgement: Judgement | None = None


class Line(Frozen):
    """One figure over all scenarios; None where a scenario has none.

    `stage` is that of a level of the objective, and empty for figures of the account.
    """

    code: str
    unit: str
    stage: str = ""
    cells: tuple[Cell | None, ...]


class NewHands(Frozen):
    """A target that another inspector is responsible for; empty where there is none."""

    target: str
    old: str
    new: str


class Contrast(Frozen):
    """What a scenario's plan has otherwise than the base's."""

    visits: tuple[PlanChange, ...]
    hands: tuple[NewHands, ...]


class Scenario(Frozen):
    """One column: the base (no overlays), or the base with overlays laid over it in order.

    `refusal` says why there is no plan; then `account` and `contrast` are None. `folder` is where
    the plan lies beside the comparison.
    """

    name: str
    overlays: tuple[str, ...] = ()
    folder: str = ""
    dataset_sha256: str = ""
    policy_sha256: str = ""
    interrupted: bool = False
    refusal: tuple[Text, ...] = ()
    stages: tuple[StageFigure, ...] = ()
    account: Account | None = None
    contrast: Contrast | None = None

    @property
    def greatest_gap(self) -> float:
        """The greatest relative gap of any level."""
        return max((figure.gap for figure in self.stages), default=0.0)


class Comparison(Frozen):
    """Several scenarios; the first is the base.

    `levels` are the objectives with the intervals of their optima, `figures` those of the accounts.
    Whoever works more than `busy_half_days` counts as busy. `people` and `targets` are the names of
    all in any scenario, `titles` the clauses' in Chinese and English.
    """

    schema_id: str = COMPARISON_SCHEMA
    dataset: str
    name: str
    year: int
    seed: int
    time_limit_s: float
    fictional: bool
    provisional: bool
    scenarios: tuple[Scenario, ...]
    levels: tuple[Line, ...]
    figures: tuple[Line, ...]
    busy_half_days: int
    people: Mapping[str, str]
    targets: Mapping[str, str]
    titles: Mapping[str, tuple[str, str]]
