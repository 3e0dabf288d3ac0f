"""The data sets that come with the program, and how they were made."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from models.problem import Problem
from scenarios.generate import generate
from scenarios.generate.divisions import HAINAN, NEIMENGGU
from scenarios.generate.province import generate_province

PROVINCES: Mapping[str, Callable[[], Problem]] = MappingProxyType(
    {
        "hainan-2027": partial(
            generate_province,
            id="hainan-2027",
            schools=2000,
            seed=0,
            policy="hainan-2021",
            divisions=HAINAN,
            schools_per_inspector=4,
        ),
        "neimenggu-2027": partial(
            generate_province,
            id="neimenggu-2027",
            schools=7000,
            seed=0,
            policy="neimenggu-2020",
            also=("shuangjian-2022:cross-leagues", "shuangjian-2022:cross"),
            divisions=NEIMENGGU,
            schools_per_inspector=4.6,
        ),
    }
)
"""Provinces with all their offices."""

OFFICES: Mapping[str, Callable[[], Problem]] = MappingProxyType(
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
"""One office each."""

SHIPPED: Mapping[str, Callable[[], Problem]] = MappingProxyType({**OFFICES, **PROVINCES})
