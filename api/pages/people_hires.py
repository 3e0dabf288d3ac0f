"""Whom an office would have to hire: asked of the exact model on the page, shown with its proof."""

from collections.abc import Sequence

from nicegui import ui

from api.accounts.roles import Action
from api.desk import hiring as desk
from api.desk.burdens import Staff
from api.desk.hiring import Answer
from api.desk.plans import View
from api.jobs.request import Hired
from api.pages import parts
from api.pages.notices import telling
from api.pages.visit import Visit
from models.hiring import Beyond, Hiring
from models.inspector import Inspector
from models.problem import Problem
from models.text import Text

_EVERY_SECONDS = 1.5
_ASKS = "pages.people.hired"


class Hires:
    """The part of a page that asks and shows, for one office at a time."""

    def __init__(self, visit: Visit, plan: View, found: Staff) -> None:
        self._visit = visit
        self._plan = plan.id
        self._names = {one.key: one.name for one in found.offices}
        self._clauses = found.clauses
        short = (o.key for o in found.offices if any(h.short for h in o.headcounts))
        wanted = visit.parameters.get("office", "")
        self._office = wanted if wanted in self._names else next(short, next(iter(self._names), ""))

    async def show(self) -> None:
        """What is kept, or the button that asks for it."""
        visit, say = self._visit, self._visit.say
        parts.note(say("pages.people.hire_told"))
        if not visit.may(Action.PLAN_WRITE):
            parts.note(say(f"{_ASKS}.only_planners"))
            return
        if len(self._names) > 1:
            choice = ui.select(
                self._names, value=self._office, label=say(f"{_ASKS}.office"), with_input=True
            )
            choice.classes("desk-field no-print").on_value_change(lambda e: self._turn(e.value))
        self._place = ui.element("div").classes("desk-section").props("role=status")
        await self._fill()

    async def _turn(self, office: str) -> None:
        self._office = office
        await self._fill()

    async def _fill(self) -> None:
        with telling(self._visit):
            answer = await self._visit.ask(desk.known, self._plan, self._office)
            self._tell(answer)

    def _tell(self, answer: Answer) -> None:
        self._place.clear()
        with self._place:
            if answer.hired is not None:
                self._answered(answer.problem, answer.hired)
                return
            with parts.actions():
                begin = ui.button(self._visit.say(f"{_ASKS}.begin"), icon="person_search")
                begin.on_click(self._begin)

    async def _begin(self) -> None:
        visit, office = self._visit, self._office
        self._place.clear()
        with self._place, ui.element("div").classes("desk-busy"):
            ui.spinner(size="20px")
            told = ui.label(visit.say(f"{_ASKS}.under_way"))
            stop = ui.button(visit.say(f"{_ASKS}.stop"), icon="stop").props("outline dense")

        async def halt() -> None:
            with telling(visit), parts.busy(stop):
                await visit.ask(desk.stop, self._plan, office)

        async def again() -> None:
            if office != self._office:
                timer.cancel()
                return
            answer: Answer | None = None
            with telling(visit):
                answer = await visit.ask(desk.sought, self._plan, office)
            if answer is None or answer.hired is not None:
                timer.cancel()
                await self._fill()
            elif answer.progress is not None and answer.progress.level == "number":
                number, bound = answer.progress.objective, answer.progress.bound
                told.text = visit.say(f"{_ASKS}.at", number=int(number or 0), bound=int(bound or 0))

        stop.on_click(halt)
        with self._place:
            timer = ui.timer(_EVERY_SECONDS, again)

    def _answered(self, problem: Problem, found: Hired) -> None:
        say, hiring = self._visit.say, found.hiring
        ui.label(_headline(self._visit, hiring)).classes("desk-strong")
        proof = "" if hiring.proof is None else say(f"hiring_proof.{hiring.proof}")
        proven = hiring.number is not None and hiring.proven
        mark = say(f"{_ASKS}.{'proven' if proven else 'not_proven'}")
        parts.figures(
            [
                (say(f"{_ASKS}.number"), hiring.number, mark, "good" if proven else "fault"),
                (say(f"{_ASKS}.bound"), hiring.bound, proof if hiring.bound else ""),
                (say(f"{_ASKS}.km"), f"{hiring.travel_km:,.1f}", say(f"{_ASKS}.km_unit")),
            ]
        )
        if hiring.hires:
            parts.table(
                self._columns("number", "region", "stages", "tracks", "grade", "skills"),
                [self._person(problem, one) for one in hiring.hires],
                say("cli.hire.hires"),
            )
            parts.note(say(f"{_ASKS}.overlay_told"))
            with parts.actions():
                load = ui.button(say(f"{_ASKS}.overlay"), icon="download").props("outline")
                load.on_click(lambda: ui.download.content(found.overlay, "hires.toml"))
        if hiring.needs:
            parts.table(
                self._columns("clause", "title", "least", "proof"),
                [
                    (n.clause, self._clause(n.clause), n.least, say(f"hiring_proof.{n.proof}"))
                    for n in hiring.needs
                ],
                say("cli.hire.needs"),
            )
        for name, told in (("left_out", hiring.left_out), ("beyond", hiring.beyond)):
            if told:
                self._reasons(say(f"cli.hire.{name}"), told)

    def _person(self, problem: Problem, one: Inspector) -> Sequence[parts.Cell]:
        def words(prefix: str, values: Sequence[object]) -> str:
            told = [self._visit.say(f"{prefix}.{value}") for value in values]
            return "、".join(told) or self._visit.say("cli.hire.nothing")

        skills = [*one.subjects, *(self._visit.say(f"pool.{pool}") for pool in one.pools)]
        return (
            one.id,
            f"{problem.tree[one.region].name}（{one.region}）",
            words("stage", tuple(one.stages)),
            words("track", tuple(one.tracks)),
            one.grade,
            "、".join([*skills, *filter(None, [one.department])]) or "—",
        )

    def _reasons(self, title: str, told: Sequence[Beyond]) -> None:
        rows = [
            (
                one.clause,
                self._clause(one.clause),
                "；".join(self._visit.say(reason) for reason in one.reasons),
                len(one.visits) or None,
            )
            for one in told
        ]
        parts.table(self._columns("clause", "title", "reason", "visits"), rows, title)

    def _columns(self, *names: str) -> list[str]:
        return [self._visit.say(f"cli.hire.column.{name}") for name in names]

    def _clause(self, clause: str) -> str:
        title, title_en = self._clauses.get(clause, ("", ""))
        return title_en if self._visit.language == "en" else title


def _headline(visit: Visit, hiring: Hiring) -> str:
    if hiring.number is None:
        return visit.say(Text(code=f"{_ASKS}.open", args={"bound": hiring.bound}))
    if not hiring.proven:
        return visit.say(f"{_ASKS}.unproven", number=hiring.number, bound=hiring.bound)
    return visit.say(f"{_ASKS}.{'answer' if hiring.number else 'none'}", number=hiring.number)
