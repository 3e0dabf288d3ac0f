"""Each pack lists every clause of its text and holds its numbers."""

import re
from pathlib import Path

import pytest

from models.policy import Policy
from models.programme import DayRule, Per
from models.region import Level
from models.target import Locality, Stage
from scenarios.policies import load_policy, shipped_policies

TABLE = Path(__file__).parents[3] / "shared" / "policy" / "README.md"
PREFIX = {
    "miyi-2022": "my",
    "neimenggu-2020": "nm",
    "hainan-2021": "hn",
    "mudanjiang-2021": "md",
    "shuangjian-2022": "sj",
}
PACKS = pytest.mark.parametrize("pack", sorted(PREFIX))
WHOLE = pytest.mark.parametrize("pack", ["hainan-2021", "miyi-2022", "neimenggu-2020"])
"""Texts about all of an office's work, not one evaluation or campaign."""
IDS = {
    "my": "1.2 2.2 2.2b 2.4 2.4b 3.5 4.1a 4.1b 4.1c 4.2 4.3 4.4 4.5 4.5b 5.2",
    "nm": "2 3 3b 5 5b 6a 6b 7 8a 8b 9 10 14a 14b 14c 14d 14e 14f 15 16a 16b 19",
    "hn": "2 3 4 4b 5 5b 7a 7b 11 16 17 19 21",
    "md": "3 time index",
    "sj": "2.1 2.3 3.1 3.2 3.3 3.4 3.5",
}


def test_all_five_ship() -> None:
    assert set(PREFIX) == set(shipped_policies())


@PACKS
def test_every_clause_of_the_text_is_listed(pack: str) -> None:
    prefix = PREFIX[pack]
    listed = [c.id for c in load_policy(pack).clauses]
    assert len(listed) == len(set(listed))
    assert {f"{prefix}.{n}" for n in IDS[prefix].split()} <= set(listed)


@PACKS
def test_clauses_agree_with_the_table(pack: str) -> None:
    if not TABLE.exists():
        pytest.skip("../shared is absent")
    rows = [r.split("|") for r in TABLE.read_text("utf-8").splitlines() if r.startswith("| `")]
    ids = {i for row in rows for i in re.findall(r"`([a-z]+\.[0-9a-z.]+)`", row[1])}
    wanted = {i for i in ids if i.startswith(PREFIX[pack] + ".")}
    assert wanted == {f"{PREFIX[pack]}.{n}" for n in IDS[PREFIX[pack]].split()}


@PACKS
def test_every_clause_has_both_titles(pack: str) -> None:
    assert all(c.title and c.title_en for c in load_policy(pack).clauses)


@PACKS
def test_no_clause_of_another_text_is_used(pack: str) -> None:
    used = load_policy(pack).clauses_used()
    assert {c.split(".")[0] for c in used} == {PREFIX[pack], "gj"}


@PACKS
def test_settings_are_marked(pack: str) -> None:
    text = (Path("scenarios/policies") / f"{pack}.toml").read_text("utf-8")
    for rule in ("caps", "gaps", "workload"):
        for heading in re.findall(rf"^\[\[{rule}\]\].*$", text, re.MULTILINE):
            assert "# setting" in heading
    for number in ("employer_years", "dedicated_from", "hours_per_half_day", "around_term_end"):
        for line in re.findall(rf"^{number} = .*$", text, re.MULTILINE):
            assert "# setting" in line


def _share(policy: Policy) -> dict[str, float]:
    return {s.clause: s.at_least for s in policy.staffing.shares}


def _ratios(policy: Policy) -> dict[str, tuple[int, int]]:
    return {r.clause: (r.inspectors, r.targets) for r in policy.staffing.ratios}


def _feedback(policy: Policy) -> dict[str, tuple[str, int]]:
    return {
        kind.value: (rule.feedback_clause, rule.feedback_days)
        for rule in policy.follow_up
        for kind in rule.kinds
    }


def test_miyi_numbers() -> None:
    policy = load_policy("miyi-2022")
    assert _ratios(policy) == {"my.4.1a": (1, 5), "my.4.1b": (1, 2), "my.4.1c": (1, 4)}
    assert (policy.zoning.at_most, policy.zoning.capacity_clause) == (5, "my.4.1a")
    assert [(q.clause, q.at_most) for q in policy.zoning.quotas] == [("my.4.1c", 4)]
    assert (policy.training.clause, policy.training.central_hours) == ("my.4.3", 40)
    assert policy.training.online_hours == 0
    comprehensive = next(p for p in policy.programmes if p.id == "comprehensive")
    assert comprehensive.clauses[0] == "my.2.2"
    assert (comprehensive.frequency.times, comprehensive.frequency.per) == (1, Per.YEAR)
    term_end = next(p for p in policy.programmes if p.id == "term-end")
    assert term_end.joins == ("comprehensive",)


def test_neimenggu_numbers() -> None:
    policy = load_policy("neimenggu-2020")
    assert _ratios(policy) == {"nm.14a": (2, 1), "nm.14b": (1, 8), "nm.14c": (1, 5)}
    assert _share(policy) == {"nm.14e": 0.30}
    assert (policy.zoning.at_most, policy.zoning.capacity_clause) == (5, "nm.14c")
    assert policy.zoning.dedicated_clause == "nm.14d"
    assert (policy.certificate.clause, policy.certificate.preservice_hours) == ("nm.16a", 40)
    assert policy.training.clause == "nm.16b"
    assert (policy.training.central_hours, policy.training.online_hours) == (40, 50)
    feedback = _feedback(policy)
    assert feedback["comprehensive"] == ("nm.9", 30)
    assert feedback["special"] == ("nm.9", 15)
    assert {j.clause for j in policy.jurisdiction} == {"nm.3"}
    assert policy.reviews is not None
    assert policy.reviews.per_year == 4
    drawn = next(p for p in policy.programmes if p.id == "drawn")
    assert not drawn.mandatory


def test_hainan_numbers() -> None:
    policy = load_policy("hainan-2021")
    assert _ratios(policy) == {"hn.16": (1, 5)}
    assert _share(policy) == {"hn.16": 0.20}
    assert (policy.zoning.at_most, policy.zoning.capacity_clause) == (5, "hn.16")
    assert policy.zoning.dedicated_clause == "hn.16"
    term_end = next(p for p in policy.programmes if p.id == "term-end")
    assert term_end.clauses[0] == "hn.5b"
    assert {c.clause for c in policy.caps} == {"hn.7b"}


def test_mudanjiang_numbers() -> None:
    policy = load_policy("mudanjiang-2021")
    counties, schools, _ = policy.programmes
    days = {p.id: (p.first, p.last) for p in counties.phases}
    assert days["notice"] == ("04-01", "04-10")
    assert days["monitoring"][1] == days["field-report"][1] == "06-10"
    assert (days["feedback"][1], days["publication"][1]) == ("08-10", "12-31")
    assert {p.id: p.least_days for p in counties.phases}["self-evaluation"] == 7
    assert {w.first for p in (counties, schools) for w in p.windows} == {"05-11"}
    assert schools.selection.each is Level.COUNTY
    drawn = {
        (stage, locality)
        for stratum in schools.selection.strata
        for stage in stratum.targets.stages
        for locality in stratum.targets.localities
    }
    country = (Locality.RURAL, Locality.TOWNSHIP)
    compulsory = (Stage.KINDERGARTEN, Stage.PRIMARY, Stage.JUNIOR_SECONDARY)
    assert drawn >= {(stage, where) for stage in compulsory for where in country}
    assert policy.indicators is not None
    assert policy.indicators.counts == (6, 24, 69)


def test_shuangjian_numbers() -> None:
    policy = load_policy("shuangjian-2022")
    assert policy.reviews is not None
    assert (policy.reviews.clause, policy.reviews.per_year) == ("sj.2.1", 4)
    programmes = {p.id: p for p in policy.programmes}
    for name in ("cross-leagues", "cross"):
        assert programmes[name].frequency.per is Per.HALF_YEAR
    assert programmes["cross-leagues"].team.needs[0].who.outside_prefecture
    assert programmes["cross"].team.needs[0].who.outside_county
    assert {p.id for p in policy.programmes if p.sealed} == {"joint-schools", "joint-institutions"}
    assert programmes["institutions"].days is DayRule.OUT_OF_SCHOOL


@WHOLE
def test_responsible_inspectors_visit_monthly(pack: str) -> None:
    regular = next(p for p in load_policy(pack).programmes if p.id == "regular")
    assert (regular.frequency.times, regular.frequency.per) == (1, Per.MONTH)
    assert regular.team.responsible
    assert "gj.regular" in regular.clauses
