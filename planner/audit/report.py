"""How checks put what they find into words."""

from collections.abc import Iterable, Mapping
from datetime import date

from models.engagement import Engagement
from models.inspector import Inspector
from models.plan import Finding, Visit
from models.problem import Problem
from models.programme import Programme
from models.target import Target
from models.text import Text

Words = Mapping[str, str | int | float]


def finding(
    code: str,
    clause: str,
    words: Words,
    *,
    visits: Iterable[str] = (),
    inspectors: Iterable[str] = (),
    targets: Iterable[str] = (),
    dates: Iterable[date] = (),
) -> Finding:
    """A finding with its sentence `audit.<code>`; the code starts with the rule's name."""
    return Finding(
        rule=code.partition(".")[0],
        clause=clause,
        text=Text(code=f"audit.{code}", args=dict(words)),
        visits=tuple(visits),
        inspectors=tuple(inspectors),
        targets=tuple(targets),
        dates=tuple(dates),
    )


def about_person(inspector: Inspector) -> Words:
    """Name and id of a person."""
    return {"inspector": inspector.name, "inspector_id": inspector.id}


def about_target(target: Target) -> Words:
    """Name and id of a target."""
    return {"target": target.name, "target_id": target.id}


def about_programme(programme: Programme) -> Words:
    """Name and id of a programme."""
    return {"programme": programme.name, "programme_id": programme.id}


def about_engagements(problem: Problem, engagements: Iterable[Engagement]) -> Words:
    """Ids and offices of engagements."""
    tree = problem.tree
    names = [(e.id, tree[e.office].name if e.office in tree else e.office) for e in engagements]
    return {"engagements": listed(f"{name}（{office}）" for name, office in names)}


def about_visit(visit: Visit) -> Words:
    """Id and first day of a visit."""
    return {"visit": visit.id, "start": visit.start.isoformat()}


def listed(items: Iterable[object], at_most: int = 8) -> str:
    """Names or days in a row, cut after `at_most`."""
    words = [str(item) for item in items]
    rest = len(words) - at_most
    return ", ".join(words[:at_most]) + (f", … (+{rest})" if rest > 0 else "")
