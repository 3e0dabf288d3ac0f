"""The words of one language, and the names behind the ids of one problem."""

from dataclasses import dataclass
from datetime import date

from models.plan import LeftOut, Milestone, Visit
from models.problem import Problem
from models.text import Text, catalogue, filled, say


@dataclass(frozen=True)
class Words:
    """Looks templates up: `words("export.title", year=2027)`."""

    language: str = "zh"

    def __call__(self, code: str, **args: str | int | float) -> str:
        """The template of this code, filled in."""
        return filled(code, args, self.language)

    def text(self, text: Text) -> str:
        """A message that another part of the program made."""
        return say(text, self.language)

    def term(self, prefix: str, key: str) -> str:
        """The word for a value, such as `term("stage", "primary")`; unknown values stay as is."""
        return catalogue(self.language).get(f"{prefix}.{key}", key)

    def pair(self, name: str, value: str) -> str:
        """A name and what belongs to it."""
        return self("export.pair", name=name, value=value)

    def join(self, parts: list[str]) -> str:
        """An enumeration as the language writes it."""
        return self("export.join").join(parts)


@dataclass(frozen=True)
class Names:
    """Names for ids; an id that the problem does not know stands for itself."""

    problem: Problem
    words: Words

    def target(self, target_id: str) -> str:
        """Name of a school, government or institution."""
        target = self.problem.target_by_id.get(target_id)
        return target.name if target else target_id

    def inspector(self, inspector_id: str) -> str:
        """Name of a person."""
        person = self.problem.inspector_by_id.get(inspector_id)
        return person.name if person else inspector_id

    def people(self, ids: tuple[str, ...]) -> str:
        """Names of several people."""
        return self.words.join([self.inspector(i) for i in ids])

    def targets(self, ids: tuple[str, ...]) -> str:
        """Names of several targets."""
        return self.words.join([self.target(t) for t in ids])

    def programmes(self, visit: Visit | LeftOut) -> str:
        """Names of all programmes a visit counts for."""
        known = self.problem.programme_by_id
        return " + ".join(known[p].name if p in known else p for p in visit.programmes)

    def milestone(self, milestone: Milestone) -> str:
        """What the step is: the name of its phase, or the word for its kind."""
        programme = self.problem.programme_by_id.get(milestone.programme)
        phases = {p.id: p.name for p in programme.phases} if programme else {}
        kind = self.words.term("milestone", milestone.kind.value)
        return phases.get(milestone.phase, kind)

    def region(self, region_id: str) -> str:
        """Name of a region."""
        tree = self.problem.tree
        return tree[region_id].name if region_id in tree else region_id

    def clause(self, clause_id: str) -> str:
        """Title of a clause."""
        for clause in self.problem.policy.clauses:
            if clause.id == clause_id:
                return clause.title if self.words.language == "zh" else clause.title_en
        return clause_id

    def policy(self) -> str:
        """Title of the policy."""
        policy = self.problem.policy
        return policy.title if self.words.language == "zh" else policy.title_en

    def day(self, day: date) -> str:
        """A date with its weekday: 03-15 周一."""
        return f"{day:%m-%d} {self.weekday(day)}"

    def weekday(self, day: date) -> str:
        """The weekday in words."""
        return catalogue(self.words.language)[f"export.weekday.{day.isoweekday()}"]
