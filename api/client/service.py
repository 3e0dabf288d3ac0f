"""What the command asks of a service: keep a data set, plan it, tell how far it is, end it."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from api.client.wire import AwayError, Lenient, Wire
from api.jobs.port import OPEN, State
from models.plan import AnnualPlan
from models.problem import Problem
from models.tiers import TieredPlan, plan_of_json
from planner.options import Options, Stop

FOLLOWING_SECONDS = 600.0
"""How long a server may be away that has a plan of ours under way: hours of solving may be lost."""

_POLL_SECONDS = 0.1

Answer = TypeVar("Answer")


class StrangeError(Exception):
    """An answer that this program does not understand."""


class Failure(Lenient):
    """Why a plan failed."""

    code: str
    detail: str


class PartStatus(Lenient):
    """Where a part under way is, as `planner.options.Progress` has it."""

    part: str
    stage: str
    level: str = ""
    objective: float | None = None
    bound: float | None = None


class Status(Lenient):
    """How far a plan is: `done` of `total` parts."""

    state: State
    done: int = 0
    total: int = 0
    failure: Failure | None = None
    parts: tuple[PartStatus, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in OPEN


class _Kept(Lenient):
    id: str
    sha256: str = ""


_LIST = TypeAdapter(tuple[_Kept, ...])


class Service:
    """The plans and data sets of one service. All calls raise what `Wire.patiently` does."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def keep(self, problem: Problem) -> str:
        """The id of a data set there with exactly these contents: one that is there, or a new one.

        As it is looked for before each try, an upload whose answer was lost is not made twice.
        """
        body = problem.model_dump_json()
        digest = sha256(body.encode()).hexdigest()

        def kept() -> str:
            listed = self._wire.ask("GET", "/v1/datasets", params={"sha256": digest})
            for one in _understood(_LIST.validate_json, listed):
                if one.sha256 == digest:
                    return one.id
            made = self._wire.ask("POST", "/v1/datasets", body=body)
            return _understood(_Kept.model_validate_json, made).id

        return self._wire.patiently(kept)

    def submit(self, dataset: str, options: Options, key: str) -> str:
        """Have a data set planned; the plan's id, the same for the same key."""
        body = _Submission(
            dataset=dataset,
            options=_Chosen(
                seed=options.seed,
                time_limit_s=options.time_limit_s,
                margin_days=options.margin_days,
            ),
        ).model_dump_json()
        headers = {"Idempotency-Key": key}
        made = self._wire.patiently(
            lambda: self._wire.ask("POST", "/v1/plans", body=body, headers=headers)
        )
        return _understood(_Kept.model_validate_json, made).id

    def follow(self, plan: str, tell: Callable[[Status], None], stop: Stop) -> Status:
        """Tell how far a plan is until it is over; end it when `stop` says yes."""
        heard: SimpleQueue[Status | Exception] = SimpleQueue()
        Thread(target=self._listen, args=(plan, heard), name="events", daemon=True).start()
        asked = False
        while True:
            if stop() and not asked:
                asked = True
                self.cancel(plan)
            try:
                news = heard.get(timeout=_POLL_SECONDS)
            except Empty:
                continue
            if isinstance(news, Exception):
                raise news
            tell(news)
            if news.over:
                return news

    def cancel(self, plan: str) -> None:
        """End a plan soon with the best so far."""
        path = f"/v1/plans/{plan}/cancel"
        self._wire.patiently(lambda: self._wire.ask("POST", path), stoppable=False)

    def result(self, plan: str) -> AnnualPlan | TieredPlan:
        """The plan itself, as far as the account sees it."""
        text = self._wire.patiently(
            lambda: self._wire.ask("GET", f"/v1/plans/{plan}/result"),
            FOLLOWING_SECONDS,
            stoppable=False,
        )
        return _understood(plan_of_json, text)

    def _listen(self, plan: str, heard: "SimpleQueue[Status | Exception]") -> None:
        """Put everything that is heard of a plan until it is over, or what went wrong."""
        try:
            while not self._wire.patiently(
                lambda: self._heard(plan, heard), FOLLOWING_SECONDS, stoppable=False
            ):
                pass
        except Exception as error:
            heard.put(error)

    def _heard(self, plan: str, heard: "SimpleQueue[Status | Exception]") -> bool:
        """Whether a plan is over by the end of one stream, which may break at any time."""
        any_heard = False
        try:
            with self._wire.stream(f"/v1/plans/{plan}/events") as lines:
                for data in events(lines):
                    status = _understood(Status.model_validate_json, data)
                    heard.put(status)
                    any_heard = True
                    if status.over:
                        return True
        except AwayError:
            if not any_heard:
                raise
        if not any_heard:
            raise AwayError("")
        return False


class _Chosen(Lenient):
    seed: int
    time_limit_s: float
    margin_days: int


class _Submission(Lenient):
    dataset: str
    options: _Chosen


def events(lines: Iterable[str]) -> Iterator[str]:
    """The data of server-sent events; comments, which are signs of life, give none."""
    data: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []


def _understood(read: Callable[[str], Answer], text: str) -> Answer:
    try:
        return read(text)
    except (ValidationError, ValueError) as error:
        raise StrangeError(str(error)) from error
