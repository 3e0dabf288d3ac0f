"""The rules behind a shortage: without any kind of them, the count would not show one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from models.problem import Problem
from models.text import Text
from planner.asks import Ask, AskRule
from planner.case import Case
from planner.explain.binding import Binding, bindings
from planner.explain.conflict import Core, answer_under
from planner.explain.edit import Edit
from planner.explain.question import Answer, Question, in_time
from planner.explain.shortage import Shortage, refuted
from planner.explain.shrink import shrink
from planner.explain.words import span_words


@dataclass(frozen=True)
class _Counting:
    """A question that is answered by counting alone: impossible, or who knows."""

    question: Question

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.question.problem

    def with_edits(self, edits: Iterable[Edit]) -> Self:
        """The same of a changed problem."""
        return type(self)(self.question.with_edits(edits))

    def answer(self, effort: float) -> Answer:
        """Count; there is nothing to solve."""
        in_time(self.question.search)
        return Answer.IMPOSSIBLE if refuted(self.question.case()) else Answer.UNKNOWN


def counted(whole: Question, short: Shortage) -> Core | None:
    """The kinds of rules that make a shortage one.

    Parameters
    ----------
    whole
        Whether all visits that are due can be made.
    """
    asked = whole.about(short.visits)
    counting, every = _Counting(asked), bindings(asked.problem)
    if counting.answer(0) is not Answer.IMPOSSIBLE:
        return None
    kinds = shrink(
        _kinds(every),
        lambda kept: answer_under(counting, every, _all(kept), 0) is Answer.IMPOSSIBLE,
    )
    return Core(asked, every, tuple(_all(kinds)), asked.visits, short)


def _kinds(every: Sequence[Binding]) -> list[list[Binding]]:
    """Rules about people by what they say, as one: no single one matters to a shortage."""
    groups: dict[tuple[str, str, object], list[Binding]] = {}
    for rule in every:
        about = None if "inspector" in rule.text.args else rule.path
        groups.setdefault((rule.clause, rule.text.code, about), []).append(rule)
    return list(groups.values())


def _all(kinds: Iterable[Sequence[Binding]]) -> list[Binding]:
    return [rule for kind in kinds for rule in kind]


def shortage_words(case: Case, short: Shortage) -> Text:
    """The count in words."""
    days = case.days
    return Text(
        code="conflict.shortage",
        args={
            "span": span_words(days.date_of(short.first), days.date_of(short.last)),
            "visits": len(short.visits),
            "sort": Text(code=f"conflict.sort.{_sort(short.ask)}"),
            "people": len(short.people),
            "needed": _days(short.needed),
            "available": _days(short.available),
            "lacking": _days(short.needed - short.available),
        },
    )


def _sort(ask: Ask | None) -> str:
    if ask is None:
        return "member"
    return "lead" if ask.rule is AskRule.LEAD else "wanted"


def _days(half_days: int) -> int | float:
    return half_days / 2 if half_days % 2 else half_days // 2
