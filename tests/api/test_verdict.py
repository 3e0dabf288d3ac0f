import pytest

from api.verdict import undeclared
from models.plan import (
    AnnualPlan,
    Bottleneck,
    ComplianceLine,
    ComplianceStatus,
    Finding,
    LeftOut,
    PlanStatus,
    Staffing,
    Zone,
)
from models.programme import ProgrammeKind
from models.text import Text


def _finding(
    rule: str, *, inspectors: tuple[str, ...] = (), targets: tuple[str, ...] = ()
) -> Finding:
    text = Text(code="x")
    return Finding(rule=rule, clause="c", text=text, inspectors=inspectors, targets=targets)


def _plan(finding: Finding) -> AnnualPlan:
    def left_out(target: str, *, mandatory: bool) -> LeftOut:
        return LeftOut(
            id=target,
            target=target,
            programmes=("p",),
            kind=ProgrammeKind.SPECIAL,
            mandatory=mandatory,
            reasons=(),
        )

    line = ComplianceLine(clause="c", status=ComplianceStatus.BROKEN, findings=(finding,))
    return AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=(
            Zone(inspector="over", targets=("A",), travel_km=0, excess=1),
            Zone(inspector="fine", targets=("B",), travel_km=0),
        ),
        visits=(),
        left_out=(left_out("A", mandatory=True), left_out("B", mandatory=False)),
        staffing=Staffing(
            bottlenecks=(Bottleneck(targets=("N",), inspectors=(), places=0, short=1),)
        ),
        compliance=(line,),
    )


@pytest.mark.parametrize(
    ("finding", "declared"),
    [
        (_finding("coverage", targets=("A",)), True),
        (_finding("coverage", targets=("B",)), False),
        (_finding("coverage", targets=("A", "B")), False),
        (_finding("capacity", inspectors=("over",)), True),
        (_finding("capacity", inspectors=("fine",)), False),
        (_finding("zones", targets=("N",)), True),
        (_finding("zones", targets=("A",)), False),
        (_finding("zones", inspectors=("x", "y"), targets=("N",)), False),
        (_finding("recusal", targets=("A",)), False),
    ],
)
def test_only_what_the_plan_admits_is_declared(finding: Finding, declared: bool) -> None:
    assert (undeclared(_plan(finding)) == ()) is declared
