"""Own, below, above and elsewhere over random trees, against walks by hand."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.accounts.roles import TABLE, Action, Reach, Role, may
from api.accounts.scope import Parents, Relation, additions, covered, relation
from api.store import Refused
from models.region import Level, Region


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str | None]:
    """Forests: each region hangs below one made before it, or is topmost."""
    size = draw(st.integers(1, 12))
    above = [draw(st.integers(-1, n - 1)) for n in range(size)]
    return {f"r{n}": None if up < 0 else f"r{up}" for n, up in enumerate(above)}


def graph(tree: Parents) -> "nx.DiGraph[str]":
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from(tree)
    made.add_edges_from((up, down) for down, up in tree.items() if up is not None)
    return made


@given(st.data(), trees())
def test_relations_are_those_of_the_tree(data: st.DataObject, tree: dict[str, str | None]) -> None:
    one, other = (data.draw(st.sampled_from(sorted(tree))) for _ in range(2))
    descendants = nx.descendants(graph(tree), one)
    ancestors = nx.ancestors(graph(tree), one)
    expected = (
        Relation.OWN
        if one == other
        else Relation.BELOW
        if other in descendants
        else Relation.ABOVE
        if other in ancestors
        else Relation.ELSEWHERE
    )
    assert relation(one, other, tree) is expected
    assert covered(one, tree) == descendants | {one}
    mirrored = {Relation.BELOW: Relation.ABOVE, Relation.ABOVE: Relation.BELOW}
    assert relation(other, one, tree) is mirrored.get(expected, expected)


@given(trees())
def test_the_whole_service_has_everything(tree: dict[str, str | None]) -> None:
    assert covered(None, tree) is None
    for region in [*tree, None, "unknown"]:
        assert relation(None, region, tree) is Relation.OWN
    for holder in tree:
        assert relation(holder, None, tree) is Relation.ABOVE
        assert relation(holder, "unknown", tree) is Relation.ELSEWHERE
    assert relation("unknown", "r0", tree) is Relation.ELSEWHERE


@given(trees(), st.sampled_from(Role), st.sampled_from(Action))
def test_nobody_reaches_above_or_elsewhere(
    tree: dict[str, str | None], role: Role, action: Action
) -> None:
    for holder in tree:
        reached = {r for r in tree if may(role, action, relation(holder, r, tree))}
        reach = TABLE[role][action]
        below = covered(holder, tree) or frozenset()
        assert reached == {Reach.NONE: set(), Reach.OWN: {holder}, Reach.DOWN: below}[reach]


def region(id_: str, parent: str | None) -> Region:
    return Region(id=id_, name=id_, level=Level.COUNTY, parent=parent)


@given(st.data(), trees(), st.lists(st.tuples(st.integers(0, 15), st.integers(-1, 15)), max_size=5))
def test_no_data_set_opens_what_was_closed(
    data: st.DataObject, tree: dict[str, str | None], brought: list[tuple[int, int]]
) -> None:
    """Whatever regions somebody brings, what they cover of the old tree stays the same."""
    holder = data.draw(st.sampled_from(sorted(tree)))
    regions = [region(f"r{n}", None if up < 0 else f"r{up}") for n, up in dict(brought).items()]
    try:
        added = additions(tree, regions, holder)
    except Refused:
        return
    after = tree | {one.id: one.parent for one in added}
    assert nx.is_directed_acyclic_graph(graph(after))
    for account in tree:
        now, before = covered(account, after), covered(account, tree)
        assert now is not None
        assert before is not None
        assert now & tree.keys() == before
    assert {one.id for one in added} <= (covered(holder, after) or frozenset())


def test_a_topmost_region_comes_below_another_by_the_whole_service_alone() -> None:
    tree: Parents = {"county": None}
    brought = [region("province", None), region("county", "province")]
    assert [one.id for one in additions(tree, brought, None)] == ["province", "county"]
    with pytest.raises(Refused):
        additions(tree, brought, "county")
    with pytest.raises(Refused):
        additions({"a": None, "b": "a"}, [region("a", "b")], None)


def test_what_a_data_set_does_not_say_contradicts_nothing() -> None:
    assert not additions({"province": None, "county": "province"}, [region("county", None)], "x")


@pytest.mark.parametrize(
    ("role", "action", "reach"),
    [
        (Role.VIEWER, Action.PLAN_READ, Reach.DOWN),
        (Role.VIEWER, Action.PLAN_WRITE, Reach.NONE),
        (Role.PLANNER, Action.PLAN_WRITE, Reach.OWN),
        (Role.PLANNER, Action.SEALED_READ, Reach.OWN),
        (Role.PLANNER, Action.DRAW_WRITE, Reach.NONE),
        (Role.DRAW_OFFICER, Action.DRAW_WRITE, Reach.OWN),
        (Role.AUDITOR, Action.TRAIL_READ, Reach.DOWN),
        (Role.ADMINISTRATOR, Action.SEALED_READ, Reach.NONE),
        (Role.ADMINISTRATOR, Action.ACCOUNT_WRITE, Reach.DOWN),
    ],
)
def test_the_table_says(role: Role, action: Action, reach: Reach) -> None:
    assert TABLE[role][action] is reach


def test_only_some_change_anything() -> None:
    for role in (Role.VIEWER, Role.AUDITOR):
        writes = [a for a in Action if a.endswith("_write")]
        assert all(TABLE[role][action] is Reach.NONE for action in writes)
