"""How many more full-time inspectors an office needs, where and which, proven (补充专职督学)."""

from enum import StrEnum

from models.base import Frozen
from models.inspector import Inspector
from models.text import Text

HIRING_SCHEMA = "dudao.hiring/1"


class HiringProof(StrEnum):
    """What shows that no fewer people do."""

    HEADCOUNTS = "headcounts"
    ZONES = "zones"
    HEADS_AND_ZONES = "heads_and_zones"
    COUNT = "count"
    UNDATED = "undated"
    DATED = "dated"


class HiringNeed(Frozen):
    """`least` hires are needed for a clause, whatever all others ask."""

    clause: str
    least: int
    proof: HiringProof


class Beyond(Frozen):
    """What no number of hires helps: a clause, and why. `visits` are those that cannot be made."""

    clause: str
    reasons: tuple[Text, ...]
    visits: tuple[str, ...] = ()


class Hiring(Frozen):
    """The answer to how many, where, which.

    With fewer than `bound` hires some clause is certain to be broken; `proof` is what shows it,
    None when the bound is 0. With `number` hires, those of `hires`, a plan keeps them all: the
    auditor has seen it. It is None when no such plan was found in time. Of each hire stages,
    tracks and grade are the least with which that plan is still kept.

    `travel_km` are those of the zones with these hires, no choice of homes gives less than
    `travel_bound_km`. `beyond` is left out of the question. Where no number was found, `left_out`
    says what the plan with the most hires tried still leaves out.
    """

    schema_id: str = HIRING_SCHEMA
    dataset: str
    bound: int
    proof: HiringProof | None
    number: int | None
    hires: tuple[Inspector, ...] = ()
    travel_km: float = 0
    travel_bound_km: float = 0
    needs: tuple[HiringNeed, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    left_out: tuple[Beyond, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether no smaller number does."""
        return self.number == self.bound
