"""What goes with people, targets and programmes that are taken away."""

from models.base import rebuilt
from models.inspector import InspectorFilter
from models.problem import Problem
from models.programme import Need, TeamRule
from models.target import TargetFilter
from scenarios.overlay import laid_over
from tests.scenarios.data.sample import MATRIX, ROADS, sample
from tests.scenarios.overlay.base import changed, codes, refused, stated


def test_with_a_person_goes_what_is_listed_of_them() -> None:
    new = changed('[[change]]\nremove="督学"\nids=["P02"]', MATRIX)
    assert "P02" not in new.model_dump_json(exclude={"history"})
    assert [i.inspector for i in new.interests] == ["P01"]
    assert new.pairs == ()
    assert [e.id for e in new.engagements] == ["E1", "E2"]  # E3 had nobody else


def test_with_a_target_goes_what_is_listed_of_it() -> None:
    new = changed('[[change]]\nremove="督导对象"\nids=["第一小学"]')
    assert '"S001"' not in new.model_dump_json()
    assert [e.target for e in new.engagements] == ["", "S002", ""]
    assert (new.closures, [v.target for v in new.history]) == ((), ["S002"])
    assert [d.target for d in new.demands] == ["S002", "S003"]
    assert [d.target for d in new.drawn] == ["S002"]


def test_roads_lead_on_past_a_target_that_is_gone() -> None:
    new = changed('[[change]]\nremove="targets"\nids=["S001"]', ROADS)
    assert new.travel.roads == ROADS.roads
    assert new.travel.nodes[-1].model_dump() == {"id": "S001", "lon": 102.111, "lat": 26.891}


def listing(people: tuple[str, ...], targets: tuple[str, ...]) -> Problem:
    """The sample with a programme that lists people and targets by their ids."""
    problem = sample()
    one, *others = problem.programmes
    need = Need(who=InspectorFilter(ids=people), at_least=1)
    chosen = rebuilt(one.selection, targets=TargetFilter(ids=targets))
    listed = rebuilt(
        one, name="点名", selection=chosen, team=TeamRule(size=2, needs=(need,)), cases=()
    )
    return rebuilt(problem, programmes=(listed, *others))


def test_lists_of_programmes_lose_what_is_gone() -> None:
    text = '[[change]]\nremove="督学"\nids=["P01"]\n[[change]]\nremove="targets"\nids=["S001"]'
    new = laid_over(listing(("P01", "P03"), ("S001", "S003")), [stated(text)])
    assert new.programmes[0].team.needs[0].who.ids == ("P03",)
    assert new.programmes[0].selection.targets.ids == ("S003",)


def test_a_list_left_empty_would_mean_everybody_and_is_refused() -> None:
    for sheet, row in (("inspectors", "P01"), ("targets", "S001")):
        with refused() as found:
            text = f'[[change]]\nremove="{sheet}"\nids=["{row}"]'
            laid_over(listing(("P01",), ("S001",)), [stated(text)])
        assert codes(found) == [("overlay.left_empty", 2)]
        assert found[0].found == "点名"


def test_a_programme_left_without_targets_is_told() -> None:
    """The sample has one private kindergarten, and a programme about private schools."""
    with refused() as found:
        laid_over(sample(), [stated('[[change]]\nremove="targets"\nids=["S002"]')])
    assert codes(found) == [("overlay.left_empty", 2)]
    off = '[[change]]\noff=["private"]\n[[change]]\nremove="targets"\nids=["S002"]'
    new = laid_over(sample(), [stated(off)])
    assert "S002" not in new.target_by_id


def test_with_a_programme_goes_what_refers_to_it() -> None:
    problem = sample()
    one, two, *others = problem.programmes
    joined = rebuilt(two, joins=(one.id,))
    problem = rebuilt(problem, programmes=(one, joined, *others))
    new = laid_over(problem, [stated(f'[[change]]\noff=["{one.name}"]')])
    assert one.id not in new.programme_by_id
    assert new.programmes[0].joins == ()
    assert one.id not in {d.programme for d in new.demands} | {d.programme for d in new.drawn}


def test_regions_go_when_nothing_is_in_them() -> None:
    new = changed('[[change]]\nremove="regions"\nids=["盐边县","仁和区"]')
    assert (new.past_checks, new.strangers) == ((), ())
    assert [r.id for r in new.regions] == ["510400", "510421", "510421001"]
