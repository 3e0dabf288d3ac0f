"""The data sets that come with the program, and how they were made."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from models.problem import Problem
from scenarios.generate import generate

SHIPPED: Mapping[str, Callable[[], Problem]] = MappingProxyType(
    {
        "miyi-2027": partial(
            generate,
            id="miyi-2027",
            schools=70,
            seed=2,
            policy="miyi-2022",
        ),
        "hainan-county-2027": partial(
            generate,
            id="hainan-county-2027",
            schools=102,
            seed=2,
            policy="hainan-2021",
        ),
        "neimenggu-banner-2027": partial(
            generate,
            id="neimenggu-banner-2027",
            schools=46,
            seed=0,
            policy="neimenggu-2020",
        ),
        "mudanjiang-2027": partial(
            generate,
            id="mudanjiang-2027",
            schools=112,
            seed=0,
            policy="mudanjiang-2021",
        ),
        "shuangjian-2027": partial(
            generate,
            id="shuangjian-2027",
            schools=72,
            seed=0,
            policy="shuangjian-2022",
        ),
    }
)
