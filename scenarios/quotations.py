"""What the clauses of the shipped packs say in the texts themselves.

Apart from the packs, for a plan's digest of its policy is of what binds it, not of its wording.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from models.base import Frozen


class Quotation(Frozen):
    """A passage of a policy, and where in it that stands."""

    place: str
    text: str


@cache
def quotations() -> Mapping[str, Quotation]:
    """The passages by the clause's id; national rules, which the packs sum up, have none."""
    text = (files("scenarios") / "quotations.toml").read_text("utf-8")
    return MappingProxyType(
        {id_: Quotation.model_validate(one) for id_, one in tomllib.loads(text).items()}
    )
