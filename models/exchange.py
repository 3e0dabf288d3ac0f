"""Cross-checks between regions (交叉检查): the rules, and what the data know of the past."""

from pydantic import Field, model_validator

from models.base import Frozen
from models.region import Level
from models.target import TargetFilter, TargetKind


class Exchange(Frozen):
    """How the regions of `level` inside an office's own check each other.

    The windows of the programme are the batches (批次): in each of them every region is checked by
    another. Two that check each other in one batch do so only when it is `mutual`; nobody checks
    the same region in two batches of the year, nor one that it checked in the `no_repeat_years`
    before; with `reverse_counts` a check the other way round counts as the same. Where one region
    cannot check just one other, it checks at most `most`. `size` are the targets that make a
    region large.

    Source: `sj.3.1`, `sj.3.4`.
    """

    level: Level
    no_repeat_years: int = Field(default=0, ge=0)
    mutual: bool = False
    reverse_counts: bool = False
    most: int = Field(default=3, ge=1)
    size: TargetFilter = TargetFilter(kinds=(TargetKind.SCHOOL,))


class PastCheck(Frozen):
    """One region checked another in an earlier year; batches count from 1."""

    checker: str
    checked: str
    year: int = Field(ge=1)
    batch: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _two_regions(self) -> "PastCheck":
        if self.checker == self.checked:
            raise ValueError("a region does not check itself")
        return self


class Strangers(Frozen):
    """Two regions that must not check each other, either way (不得互查)."""

    first: str
    second: str
    reason: str = ""

    @model_validator(mode="after")
    def _two_regions(self) -> "Strangers":
        if self.first == self.second:
            raise ValueError("two regions are needed")
        return self
