"""Which visits can be left out, and what that says about the spread."""

from models.policy import Cap
from models.programme import Per, ProgrammeKind, Selection, Window
from models.target import TargetFilter
from planner.dispensable import dispensable
from planner.spread import least_spread
from planner.visits import visits
from tests.planner import hamlet

KINDS = (ProgrammeKind.COMPREHENSIVE, ProgrammeKind.SPECIAL)
WINDOW = (Window(first="03-01", last="03-05"),)


def test_only_visits_to_the_target_that_meets_its_cap() -> None:
    """s1 is due two visits and may have one; leaving out s2's would relieve the one week more."""
    programmes = (
        hamlet.programme("all", mandatory=False, windows=WINDOW, half_days=1),
        hamlet.programme(
            "one",
            kind=ProgrammeKind.SPECIAL,
            half_days=1,
            mandatory=False,
            selection=Selection(targets=TargetFilter(ids=("s1",))),
        ),
    )
    case = hamlet.case(
        hamlet.problem(
            targets=tuple(hamlet.school(f"s{n}") for n in range(1, 4)),
            inspectors=hamlet.people(4),
            programmes=programmes,
            policy=hamlet.policy(caps=(Cap(clause="c", per=Per.YEAR, at_most=1, kinds=KINDS),)),
        )
    )
    found = visits(case, hamlet.search())
    out = tuple(int(f.objective) for f in found.figures[:2])
    assert out[0] == 0 < out[1]
    missing = dispensable(case, found.arrangement, out, hamlet.search())
    assert missing == {"all-s1", "one-s1"}
    # All three of the one week but one, beside the visit that may lie in another week: 4 + 1.
    assert least_spread(case.days, case.requests, out, missing) == 5
    assert found.figures[-1].bound == found.figures[-1].objective == 5
