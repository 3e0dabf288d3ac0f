"""Every clause of a shipped pack is quoted from its text, but the national rules."""

from scenarios.policies import load_policy, shipped_policies
from scenarios.quotations import quotations


def test_every_clause_of_the_five_texts_is_quoted_and_no_other() -> None:
    known = {clause.id for id_ in shipped_policies() for clause in load_policy(id_).clauses}
    assert set(quotations()) == {id_ for id_ in known if not id_.startswith("gj.")}
    assert all(one.text and one.place for one in quotations().values())
