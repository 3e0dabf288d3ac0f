"""What the auditor says, held against what a test expects of it."""

from models.plan import AnnualPlan, ComplianceLine, ComplianceStatus, Finding
from models.problem import Problem
from models.text import catalogue, say
from planner.audit import audit


def findings(of: Problem, made: AnnualPlan) -> tuple[Finding, ...]:
    """All findings; each must have words in both languages and lie under its own clause."""
    found: list[Finding] = []
    for line in audit(of, made):
        assert (line.status is ComplianceStatus.BROKEN) == bool(line.findings)
        for finding in line.findings:
            assert finding.clause == line.clause
            assert finding.text.code.startswith(f"audit.{finding.rule}.")
        for text in (*line.facts, *(f.text for f in line.findings)):
            for language in ("zh", "en"):
                assert text.code in catalogue(language), text.code
                assert say(text, language)
        found += line.findings
    return tuple(found)


def only(
    of: Problem, made: AnnualPlan, code: str, clause: str, number: int = 1
) -> tuple[Finding, ...]:
    """The findings, which must be this many of this code and clause and nothing else."""
    found = findings(of, made)
    told = [(f.text.code.removeprefix("audit."), f.clause) for f in found]
    assert told == [(code, clause)] * number, [say(f.text, "en") for f in found]
    return found


def line_of(of: Problem, made: AnnualPlan, clause: str) -> ComplianceLine:
    """What the audit says of one clause."""
    return next(line for line in audit(of, made) if line.clause == clause)
