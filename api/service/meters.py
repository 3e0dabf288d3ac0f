"""What Prometheus is told: this process's answers, and how plans and workers stand.

The latter is read from the store when it is asked for, so that all processes say the same.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from api.jobs.janitor import SILENT_SECONDS
from api.jobs.port import State
from api.store import Store, plans, workers

_ANSWER_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SOLVE_SECONDS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)
_GAPS = (0.0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)


class Meters:
    """The measurements of one process."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._registry = CollectorRegistry()
        self._answers = Histogram(
            "dudao_request_seconds",
            "Seconds until a request was answered, by route",
            ("method", "route", "status"),
            buckets=_ANSWER_SECONDS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._registry.register(_Standing(store, clock))

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._answers.labels(method, route, status).observe(seconds)

    def text(self) -> bytes:
        """All of it in the text format of Prometheus.

        Raises
        ------
        Unavailable
            When the store cannot be asked.
        """
        return generate_latest(self._registry)


class _Standing(Collector):
    """How plans and workers stand now."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: registering must not ask the store."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Ask the store."""
        with self._store.reading() as session:
            states = plans.count_by_state(session)
            solved = plans.solved(session)
            since = self._clock() - timedelta(seconds=SILENT_SECONDS)
            alive = sum(seen >= since for _, seen in workers.seen(session))
        by_state = GaugeMetricFamily("dudao_plans", "Plans by state", labels=("state",))
        for state in State:
            by_state.add_metric((state.value,), states.get(state, 0))
        waiting = states.get(State.SOLVING_SCHEDULED, 0)
        gaps = [one.gap for one in solved if one.gap is not None]
        return (
            by_state,
            GaugeMetricFamily("dudao_queue_length", "Plans that wait to be begun", waiting),
            GaugeMetricFamily("dudao_workers_alive", "Slots of workers that live", alive),
            _histogram(
                "dudao_solve_seconds",
                "Seconds from the begin of a plan to its end, of complete plans",
                _SOLVE_SECONDS,
                [one.seconds for one in solved],
            ),
            _histogram(
                "dudao_plan_gap",
                "Largest relative gap of a level to its proven bound, of complete plans",
                _GAPS,
                gaps,
            ),
        )


def _histogram(
    name: str, words: str, limits: Sequence[float], values: Sequence[float]
) -> HistogramMetricFamily:
    buckets = [(str(limit), float(sum(value <= limit for value in values))) for limit in limits]
    buckets.append(("+Inf", float(len(values))))
    return HistogramMetricFamily(name, words, buckets=buckets, sum_value=sum(values))
