"""The deletion filter leaves a smallest part that still fails."""

from hypothesis import given
from hypothesis import strategies as st

from planner.explain.shrink import shrink


@given(st.sets(st.integers(0, 40), min_size=1, max_size=6), st.integers(41, 60))
def test_finds_the_core_in_few_trials(core: set[int], size: int) -> None:
    trials = []

    def fails(kept: list[int]) -> bool:
        trials.append(kept)
        return core <= set(kept)

    assert set(shrink(list(range(size)), fails)) == core
    assert len(trials) < 2 * 2 * len(core) * size.bit_length() + 4


@given(st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4))
def test_of_several_cores_one_is_left_whole(cores: list[set[int]]) -> None:
    def fails(kept: list[int]) -> bool:
        return any(core <= set(kept) for core in cores)

    left = shrink(list(range(10)), fails)
    assert fails(left)
    assert not any(fails([n for n in left if n != gone]) for gone in left)


def test_what_comes_first_goes_first() -> None:
    assert shrink(["person", "rule"], lambda kept: len(kept) > 0) == ["rule"]


def test_a_piece_that_is_not_needed_once_others_are_gone_goes_too() -> None:
    failing = ({"a", "b", "c"}, {"a", "c"}, {"c"})
    assert shrink(["a", "b", "c"], lambda kept: set(kept) in failing) == ["c"]
