"""Changes filled into forms: each comes to a text that says what was filled in."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.base import rebuilt
from models.inspector import Employment
from models.overlay import Overlay
from models.problem import Problem
from models.travel import Travel
from scenarios.issues import Issues
from scenarios.overlay.forms import FORMS, Filled, drafted, forms_for, rules_of
from scenarios.overlay.laying import laid_over
from scenarios.overlay.reading import overlay_of
from tests.planner.audit import tiny

PROBLEM = rebuilt(tiny.PROBLEM, travel=Travel())
SCHOOLS = [one.id for one in PROBLEM.targets if one.id.startswith("s")]
PEOPLE = [one.id for one in PROBLEM.inspectors]
LAST = PROBLEM.programmes[-1].id
FIRST = PROBLEM.programmes[0]
LIKE = PROBLEM.inspectors[0]


def read(text: str) -> Overlay:
    issues = Issues()
    overlay = overlay_of(text, "x", issues)
    assert overlay is not None, issues.found
    return overlay


CASES: dict[str, tuple[dict[str, Any], Callable[[Problem], bool]]] = {
    "fewer": (
        {"people": PEOPLE[:1], "from": date(2025, 3, 1)},
        lambda p: any(
            one.inspector == PEOPLE[0] and one.start == date(2025, 3, 1) for one in p.leave
        ),
    ),
    "more": (
        {"like": LIKE.id, "number": 2.0},
        lambda p: (
            [one.model_copy(update={"id": LIKE.id, "name": LIKE.name}) for one in p.inspectors[-2:]]
            == [LIKE.model_copy(update={"carried_days": 0})] * 2
        ),
    ),
    "full_time": (
        {"people": PEOPLE[-1:]},
        lambda p: p.inspectors[-1].employment is Employment.FULL_TIME,
    ),
    "headcount": ({"share": 200.0}, lambda p: len(p.inspectors) == 2 * len(PEOPLE)),
    "full_time_share": (
        {"share": 100},
        lambda p: all(one.employment is not Employment.PART_TIME for one in p.inspectors),
    ),
    "slack": ({"share": 10}, lambda p: p.inspectors != PROBLEM.inspectors),
    "rule": (
        {"rule": "zoning.at_most", "number": 9.0},
        lambda p: p.policy.zoning is not None and p.policy.zoning.at_most == 9,
    ),
    "off": ({"programmes": [LAST]}, lambda p: LAST not in p.programme_by_id),
    "windows": (
        {"programmes": [FIRST.id], "number": 7},
        lambda p: p.programme_by_id[FIRST.id].windows != FIRST.windows,
    ),
    "budget": (
        {"number": 9000.0},
        lambda p: (p.costs.budget_yuan, p.costs.budget_cap) == (9000, True),
    ),
    "close": (
        {"schools": SCHOOLS[:2], "until": date(2025, 2, 1), "reason": "雪"},
        lambda p: {c.target for c in p.closures if c.reason == "雪"} == set(SCHOOLS[:2]),
    ),
    "merge": (
        {"schools": SCHOOLS[:1], "into": SCHOOLS[1]},
        lambda p: SCHOOLS[0] not in p.target_by_id,
    ),
    "speed": ({"number": 25}, lambda p: p.travel.speed_kmh == 25),
    "detour": ({"number": 1.5}, lambda p: p.travel.detour == 1.5),
}


@pytest.mark.parametrize("form", CASES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_changes_what_it_says(form: str, language: str) -> None:
    values, holds = CASES[form]
    filled = Filled(form, values)
    assert filled.ready
    assert not holds(PROBLEM)
    assert holds(laid_over(PROBLEM, [read(drafted(PROBLEM, "试", [filled], language))]))


def test_several_forms_are_changes_in_their_order_and_those_half_filled_are_left_out() -> None:
    filled = [Filled("speed", {"number": 25}), Filled("off", {"programmes": []})]
    more = [*filled, Filled("detour", {"number": 2.0})]
    overlay = read(drafted(PROBLEM, "名“称", more))
    assert overlay.name == "名“称"
    assert len(overlay.changes) == 2
    assert drafted(PROBLEM, "名", filled[1:]) == 'name = "名"\n'


def test_only_forms_that_make_sense_are_offered() -> None:
    assert set(FORMS) - set(forms_for(PROBLEM)) == {"road"}
    assert set(FORMS) - set(forms_for(tiny.PROBLEM)) == {"road", "more"}
    assert dict(rules_of(PROBLEM))["zoning.at_most"] > 0
