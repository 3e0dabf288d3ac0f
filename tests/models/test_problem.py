"""Problems: copies and what is computed of them."""

from tests.planner.audit.tiny import problem


def test_a_copy_does_not_keep_what_was_computed_of_the_old_values() -> None:
    whole = problem()
    first, *rest = whole.inspectors
    assert first.id in whole.inspector_by_id
    fewer = whole.model_copy(update={"inspectors": tuple(rest)})
    assert first.id not in fewer.inspector_by_id
    assert first.id in whole.inspector_by_id
