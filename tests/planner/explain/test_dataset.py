"""Mandatory visits that no plan can hold are told without planning."""

from models.inspector import Employment
from models.programme import TeamRule, Window
from models.text import say
from planner.explain.dataset import impossible
from planner.options import Options
from tests.planner import hamlet


def test_sound_data_have_none() -> None:
    assert impossible(hamlet.problem(), Options()) == ()


def test_visits_without_day_people_or_holder() -> None:
    problem = hamlet.problem(
        inspectors=hamlet.people(2, employment=Employment.EXPERT),
        programmes=(
            hamlet.programme("never", windows=(Window(first="08-02", last="08-04"),)),
            hamlet.programme("many", team=TeamRule(size=3, cover_stages=False)),
            hamlet.programme("alone", team=TeamRule(responsible=True)),
            hamlet.programme("fine"),
            hamlet.programme("optional", team=TeamRule(size=9), mandatory=False),
        ),
    )
    found = {item.id: item for item in impossible(problem, Options())}
    assert set(found) == {"never-s1", "many-s1", "alone-s1"}
    told = {
        visit: {rule.text.code for rule in item.conflict.rules}
        for visit, item in found.items()
        if item.conflict is not None
    }
    assert told == {
        "never-s1": {"conflict.windows", "conflict.school_days"},
        "many-s1": {"conflict.size"},
        "alone-s1": {"conflict.experts"},
    }
    remedies = {visit: [say(r, "en") for r in item.remedies] for visit, item in found.items()}
    assert remedies["never-s1"][0].startswith("window of never 130 days longer") or remedies[
        "never-s1"
    ][0].startswith("window of never 129 days longer")
    assert "teams of many with 2 instead of 3 members" in remedies["many-s1"]
