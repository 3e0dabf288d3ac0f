"""Settings, policy, packs, programmes, windows, schools and roads."""

from datetime import date
from pathlib import Path

import pytest

from models.base import rebuilt
from models.travel import Node, Road, Travel
from scenarios.overlay import laid_over, read_overlay
from scenarios.policies import load_policy
from tests.scenarios.data.sample import ROADS, sample
from tests.scenarios.overlay.base import changed, codes, refused, stated


def test_settings_in_either_language() -> None:
    new = changed(
        '[[change]]\nsettings = { "绕行系数" = 1.6, speed_kmh = 30, budget_yuan = "", '
        '"预算不得突破" = "是", per_km_yuan = 2 }'
    )
    assert (new.travel.detour, new.travel.speed_kmh) == (1.6, 30)
    assert (new.costs.budget_yuan, new.costs.budget_cap, new.costs.per_km_yuan) == (None, True, 2)


def test_policy_numbers_are_laid_over() -> None:
    new = changed("[[change]]\npolicy = { zoning = { at_most = 7 }, recusal.employer_years = 5 }")
    assert (new.policy.zoning.at_most, new.policy.recusal.employer_years) == (7, 5)
    assert new.policy.zoning.clause == sample().policy.zoning.clause
    assert new.policy.clauses == sample().policy.clauses


def test_another_pack_brings_its_programmes() -> None:
    new = changed('[[change]]\npack = "hainan-2021"\nalso = ["shuangjian-2022:cross"]')
    pack = load_policy("hainan-2021")
    assert new.policy.id == "hainan-2021"
    assert {p.id for p in new.programmes} == {*(p.id for p in pack.programmes), "cross"}
    assert {d.programme for d in new.demands} <= {p.id for p in new.programmes}


def test_programmes_of_ones_own_outlive_another_pack() -> None:
    problem = sample()
    own = rebuilt(problem.programmes[0], id="own", name="本局项目")
    problem = rebuilt(problem, programmes=(*problem.programmes, own))
    new = laid_over(problem, [stated('[[change]]\npack = "hainan-2021"')])
    assert new.programmes[-1] == own
    assert own.clauses_used() <= {clause.id for clause in new.policy.clauses}


def test_a_pack_beside_the_overlay_is_taken_into_it(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'extends = "miyi-2022"\nid = "own"\n[zoning]\nat_most = 3\n', "utf-8"
    )
    (tmp_path / "a.toml").write_text('name="a"\n[[change]]\npack="own.toml"\n', "utf-8")
    overlay = read_overlay(tmp_path / "a.toml")
    (tmp_path / "own.toml").unlink()
    new = laid_over(sample(), [overlay])
    assert (new.policy.id, new.policy.zoning.at_most) == ("own", 3)


def test_a_programme_more_and_one_changed() -> None:
    new = changed(
        """
        [[change]]
        remove = "固定安排"
        where = {}
        [[change]]
        programme = { id = "regular", frequency = { times = 2 }, priority = 9 }
        [[change]]
        [change.programme]
        id = "snow"
        name = "雪后安全检查"
        kind = "emergency"
        selection = { targets = { ids = ["S001"] } }
        windows = [{ first = "03-11", last = "03-11" }]
        team = { size = 1 }
        """
    )
    assert new.programme_by_id["regular"].frequency.times == 2
    assert new.programme_by_id["regular"].team == sample().programme_by_id["regular"].team
    assert new.programmes[-1].id == "snow"


def test_a_visit_that_is_pinned_stays_due() -> None:
    """The sample pins a month's visit of a programme that is then to come twice a year."""
    pinned = sample().pins[0].visit
    for text in (
        'programme = { id = "regular", frequency = { times = 2, per = "year" } }',
        'add = "demands"\nrows = [{ target = "S001", programme = "regular", times = 3 }]',
    ):
        with refused() as found:
            laid_over(sample(), [stated(f"[[change]]\n{text}")])
        assert (found[0].text.code, found[0].found) == ("data.overlay.pin_left", pinned)
    off = laid_over(sample(), [stated('[[change]]\noff = ["regular"]')])
    assert all(not pin.visit.startswith("regular-") for pin in off.pins)


def test_a_new_pin_names_a_visit_that_is_due() -> None:
    with refused() as found:
        text = 'add = "pins"\nrows = [{ visit = "regular-S001-O5", start = 2026-05-06 }]'
        laid_over(sample(), [stated(f"[[change]]\n{text}")])
    assert codes(found) == [("pin_unknown", 4)]
    new = changed(f"[[change]]\n{text}".replace("O5", "05"))
    assert len(new.pins) == len(sample().pins) + 1


def test_windows_are_moved() -> None:
    two = '[[change]]\nmove_windows=["comprehensive"]\nwindows=[{first="04-01",last="05-31"}]\n'
    new = changed(two + '[[change]]\nmove_windows=["学校综合督导"]\ndays=-10')
    [window] = new.programme_by_id["comprehensive"].windows
    assert window.dates(2026) == (date(2026, 3, 22), date(2026, 5, 21))
    for days, end in ((10**30, date(2026, 12, 31)), (-(10**30), date(2026, 1, 1))):
        far = changed(two + f'[[change]]\nmove_windows=["comprehensive"]\ndays={days}')
        assert far.programme_by_id["comprehensive"].windows[0].dates(2026) == (end, end)


def test_schools_close_for_some_days_and_merge() -> None:
    new = changed('[[change]]\nclose=["S002","第一小学"]\nfrom=2026-03-02\nuntil=2026-03-04')
    assert {c.target for c in new.closures if c.end == date(2026, 3, 4)} == {"S001", "S002"}
    merged = changed(
        '[[change]]\noff=["private"]\n[[change]]\nmerge=["S002"]\ninto="S001"', Travel(detour=1.25)
    )
    school = merged.target_by_id["S001"]
    assert (school.size, school.reports, school.risk) == (1290, 2, 33.5)
    assert {(i.inspector, i.target) for i in merged.interests} == {("P01", "S001"), ("P02", "S001")}
    assert [v.target for v in merged.history] == ["S001", "S001"]
    assert [e.target for e in merged.engagements] == ["S001", "S001", ""]


def test_a_merger_within_the_year_closes_those_that_go() -> None:
    new = changed('[[change]]\nmerge=["S002"]\ninto="S001"\nfrom=2026-09-01')
    [shut] = new.closures_by_target["S002"]
    assert (shut.start, shut.end) == (date(2026, 9, 1), date(2026, 12, 31))
    assert new.interests[-1].start == date(2026, 9, 1)


def test_a_road_is_closed() -> None:
    around = Travel(
        roads=(*ROADS.roads, rebuilt(ROADS.roads[0], start="N1", end="S001", km=30)),
        nodes=ROADS.nodes,
    )
    new = changed('[[change]]\nclose_road=["N2","第一小学"]', around)
    assert [(r.start, r.end) for r in new.travel.roads] == [("N1", "N2"), ("N1", "S001")]


def test_a_road_that_cuts_somebody_off_cannot_close() -> None:
    """Two villages with one road between them."""
    nodes = tuple(Node(id=f"N{n}", lon=102 + n / 10, lat=26.9) for n in range(4))
    roads = tuple(Road(start=f"N{n}", end=f"N{n + 1}", km=10) for n in range(3))
    problem = sample(Travel(roads=roads, nodes=nodes))
    with refused() as found:
        laid_over(problem, [stated('[[change]]\nclose_road=["N1","N2"]')])
    assert {*codes(found)} == {("out_of_reach", 3)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("settings={detour=0.5}", "at_least"),
        ("settings={year=2028}", "overlay.no_setting"),
        ("settings={budget_cap=3}", "choice"),
        ("policy={zoning={at_most=0}}", "at_least"),
        ("policy={zonning={at_most=3}}", "key_unknown"),
        ("policy={programmes=[]}", "overlay.programme_apart"),
        ('policy={extends="national"}', "overlay.pack_apart"),
        ('policy={people_clause="x.9"}', "clauses_unlisted"),
        ('pack="hainan"', "overlay.no_pack"),
        ('pack="hainan-2021"\nalso=["miyi:x"]', "also_unknown"),
        ('programme={id="regular",frequency={times=-1}}', "at_least"),
        ('programme={id="x",name="y",kind="巡视"}', "value_unknown"),
        ('programme={id="x",name="y",kind="special",clauses=["zz"]}', "reference_unknown"),
        ('programme={id="x",name="y"}', "required"),
        ('programme={name="y"}', "required"),
        ('off=["x"]', "overlay.unknown"),
        ('move_windows=["regular"]\ndays=3', "overlay.no_windows"),
        ('move_windows=["regular"]', "overlay.days_or_windows"),
        ('move_windows=["regular"]\nwindows=[{first="3-1",last="05-31"}]', "pattern"),
        ('close=["S001"]\nfrom=2025-03-01', "outside_year"),
        ('close=["S001"]\nfrom=2026-03-04\nuntil=2026-03-01', "ends_before_start"),
        ('merge=["G1"]\ninto="S001"', "overlay.no_school"),
        ('merge=["S001"]\ninto="S001"', "overlay.merged_into_itself"),
        ('close_road=["N1","N2"]', "overlay.no_roads"),
        ('headcount="$x"', "overlay.template"),
        ('held="v1"\nteam=["P09"]', "overlay.unknown"),
    ],
)
def test_what_does_not_fit_is_told(text: str, code: str) -> None:
    with refused() as found:
        laid_over(sample(), [stated(f"[[change]]\n{text}")])
    assert code in [c for c, _ in codes(found)], codes(found)
    assert all(issue.row is not None and issue.row > 1 for issue in found)
