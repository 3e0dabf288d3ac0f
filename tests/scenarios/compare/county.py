"""Six scenarios of a small made-up county, and what is compared of them."""

from collections.abc import Callable

from models.base import rebuilt
from models.inspector import Employment
from models.problem import Problem
from planner.options import Options
from scenarios.compare import Case
from scenarios.generate import generate

OPTIONS = Options(time_limit_s=20)


def without(problem: Problem, *people: str) -> Problem:
    """The problem without these people and all that names them."""
    return rebuilt(
        problem,
        inspectors=tuple(i for i in problem.inspectors if i.id not in people),
        interests=tuple(x for x in problem.interests if x.inspector not in people),
        leave=tuple(x for x in problem.leave if x.inspector not in people),
        pairs=tuple(x for x in problem.pairs if not {x.first, x.second} & set(people)),
    )


def six() -> tuple[Case, ...]:
    """The base, and five changes of it."""
    base = generate(schools=8, seed=1, policy="miyi-2022")
    full = [i.id for i in base.inspectors if i.employment is Employment.FULL_TIME]
    part = [i.id for i in base.inspectors if i.employment is Employment.PART_TIME]
    regular = tuple(p.id for p in base.programmes if p.team.responsible)
    changes: dict[str, Callable[[], Problem]] = {
        "绕行": lambda: rebuilt(base, travel=rebuilt(base.travel, detour=2 * base.travel.detour)),
        "少一人": lambda: without(base, full[0]),
        "没有兼职": lambda: without(base, *part),
        "车费": lambda: rebuilt(base, costs=rebuilt(base.costs, per_km_yuan=3)),
        "不去": lambda: rebuilt(
            base, programmes=tuple(p for p in base.programmes if p.id not in regular)
        ),
    }
    cases = [Case(name, (name,), change()) for name, change in changes.items()]
    return (Case("基准", (), base), *cases)
