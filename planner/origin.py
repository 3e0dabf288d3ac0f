"""What made a plan: program, solver, and SHA-256 of data and policy."""

import json
from hashlib import sha256
from importlib.metadata import version

from models.plan import Origin
from models.problem import Problem
from planner.options import Options


def origin(problem: Problem, options: Options) -> Origin:
    """The origin of a plan; digests are over canonical JSON (sorted keys, no spaces, UTF-8)."""
    return Origin(
        program=version("dudao"),
        solver=f"ortools {version('ortools')}",
        dataset=problem.id,
        dataset_sha256=dataset_digest(problem),
        policy=problem.policy.id,
        policy_sha256=policy_digest(problem),
        year=problem.year,
        seed=options.seed,
        deterministic=options.deterministic,
        time_limit_s=options.time_limit_s,
        margin_days=options.margin_days,
        provisional=problem.calendar.provisional,
        fictional=problem.fictional,
        overlays=problem.overlays,
    )


def dataset_digest(problem: Problem) -> str:
    """SHA-256 of the data without the policy: whether a plan was made from these very data."""
    return _digest(problem.model_dump(mode="json", exclude={"policy", "rotations", "overlays"}))


def policy_digest(problem: Problem) -> str:
    """SHA-256 of the policy."""
    return _digest(problem.policy.model_dump(mode="json"))


def _digest(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
