"""What a plan asks of people and schools, and whether there are enough people, by the auditor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from api.desk.asker import Asker
from api.desk.exports import Opened, opened
from models.plan import AnnualPlan, Bottleneck, ComplianceLine
from models.problem import Problem
from models.tiers import OWN
from planner.audit.burden import Burdens, burdens

_HEADCOUNTS = {"audit.fact.ratio": "ratio", "audit.fact.share": "share"}


@dataclass(frozen=True)
class Loads:
    """The people and schools of one office with their limits, and the data they are named in."""

    problem: Problem
    burdens: Burdens
    withheld: int


@dataclass(frozen=True)
class Headcount:
    """One ratio or share as the auditor reports it of an office.

    A ratio asks for `inspectors` to every `per` of `base` things; a share asks for `percent` of
    `base` people.
    """

    clause: str
    kind: str
    have: int
    need: int
    short: int
    base: int
    inspectors: int = 1
    per: int = 1
    percent: float = 0


@dataclass(frozen=True)
class OfficeHeads:
    """The headcounts of one office, and the targets that compete for too few people."""

    key: str
    name: str
    headcounts: tuple[Headcount, ...]
    bottlenecks: tuple[Bottleneck, ...]


@dataclass(frozen=True)
class Staff:
    """Whether there are enough people, office by office; names of clauses, targets and people."""

    offices: tuple[OfficeHeads, ...]
    clauses: Mapping[str, tuple[str, str]]
    targets: Mapping[str, str]
    people: Mapping[str, str]

    @property
    def rules(self) -> tuple[tuple[str, str], ...]:
        """Kind and clause of every headcount that some office has, in the order of the policy."""
        found = ((h.kind, h.clause) for office in self.offices for h in office.headcounts)
        return tuple(dict.fromkeys(found))


def loads(who: Asker, id_: str, office: str | None = None) -> Loads:
    """People and schools of one office of a plan, beside their limits.

    Raises
    ------
    Denial
        404 without such a plan or office, 409 when it has no result, 422 when there are several
        offices and none is named.
    """
    problem, plan = opened(who, id_).one(office)
    return Loads(problem, burdens(problem, plan), plan.withheld)


def staff(who: Asker, id_: str) -> Staff:
    """The headcounts of all offices of a plan that one sees, as their verdicts report them.

    Raises
    ------
    Denial
        404 without such a plan, 409 when it has no result.
    """
    found = opened(who, id_)
    problem = found.problem
    return Staff(
        offices=tuple(_offices(found)),
        clauses={c.id: (c.title, c.title_en) for c in problem.policy.clauses},
        targets={target.id: target.name for target in problem.targets},
        people={person.id: person.name for person in problem.inspectors},
    )


def _offices(found: Opened) -> Iterator[OfficeHeads]:
    if isinstance(found.plan, AnnualPlan):
        yield _heads(found.problem, found.problem.office, found.plan, found.problem.office)
        return
    for one in found.plan.offices:
        if one.task == OWN:
            yield _heads(found.problem, one.key, one.plan, one.office)


def _heads(problem: Problem, key: str, plan: AnnualPlan, region: str) -> OfficeHeads:
    return OfficeHeads(
        key=key,
        name=problem.tree[region].name,
        headcounts=tuple(_counted(plan.compliance)),
        bottlenecks=plan.staffing.bottlenecks,
    )


def _counted(lines: Sequence[ComplianceLine]) -> Iterator[Headcount]:
    for line in lines:
        for fact in line.facts:
            kind = _HEADCOUNTS.get(fact.code)
            if kind is None:
                continue
            told = fact.args
            base = "targets" if kind == "ratio" else "among"
            have, need, short, of = (int(str(told[n])) for n in ("have", "need", "short", base))
            one = Headcount(line.clause, kind, have, need, short, of)
            if kind == "ratio":
                asked, per = int(str(told["inspectors"])), int(str(told["per"]))
                yield replace(one, inspectors=asked, per=per)
            else:
                yield replace(one, percent=float(str(told["at_least"])))
