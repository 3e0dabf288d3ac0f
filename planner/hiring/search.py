"""The least number of full-time hires with which every clause holds, proven and planned.

From below: headcounts and zones by whole numbers, visits by counting person-days, then by models in
which each hire is a Boolean. From above: a plan with the hires, which the auditor has seen. The
number climbs until both meet.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.base import rebuilt
from models.hiring import Beyond, Hiring, HiringNeed, HiringProof
from models.plan import AnnualPlan, ComplianceStatus, LeftOut
from models.policy import Zoning
from models.problem import Problem
from models.text import Text
from planner.exchange import arranged
from planner.explain.counted import shortage_words
from planner.explain.shortage import Shortages
from planner.hiring.counting import Headcount, headcounts_of, least
from planner.hiring.demands import least_able
from planner.hiring.ground import Ground, hire_id
from planner.hiring.housing import Housed, housed
from planner.hiring.sorts import staffed
from planner.hiring.visits import Due, Outcome, due_with, hopeless_visits, joint, short
from planner.lexicographic import Search
from planner.options import Listener, Options, Progress, Stop
from planner.origin import origin
from planner.pipeline import plan_year
from planner.reasons import left_out
from planner.staffing import headcounts

STAGE = "hiring"

MOST_TRIES = 5
"""So many numbers of hires are tried, those that counting refutes aside."""

MOST_COUNTED = 200
"""Counting refutes no more numbers than this."""

EFFORT = 5.0
"""Deterministic seconds to show that a target's visits get in each other's way."""


@dataclass(frozen=True)
class Staffed:
    """The answer, and what shows it: the problem with the hires, and its plan.

    Both are None when no plan was found that keeps everything.
    """

    hiring: Hiring
    problem: Problem | None = None
    plan: AnnualPlan | None = None


def hire(
    problem: Problem,
    options: Options,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
) -> Staffed:
    """How many more full-time inspectors, where and which, so that all clauses hold.

    That is: every ratio and share, zones without excess, and no mandatory visit left out. What no
    number of hires helps is told apart and left out of the question. `docs/semantics.md`, "Hiring",
    says over which hires the answer is exact.

    Parameters
    ----------
    options
        `time_limit_s` bounds each plan and each model of visits, of which there may be several.
    """
    search = Search(options, time.monotonic() + options.time_limit_s, on_progress, stop)
    ground = Ground(arranged(problem, search))
    asked, beyond = _askable(ground, options)
    return _Climb(asked, search).answer(beyond)


@dataclass(frozen=True)
class _Asked:
    """What hires are to achieve: these headcounts, all zones, all mandatory visits but `spared`."""

    ground: Ground
    heads: tuple[Headcount, ...]
    spared: frozenset[str]
    seed: int

    def due(self, each: int) -> Due:
        """The visits with so many hires of each sort at hand."""
        numbers = (each,) * len(self.ground.sorts)
        return due_with(self.ground, numbers, self.seed).without(self.spared)

    def short(self, size: int) -> bool:
        """Whether counting person-days shows that so many hires are too few."""
        due = self.due(max(size, 1))
        return short(due if size else due.idle(), due.hires)


def _askable(ground: Ground, options: Options) -> tuple[_Asked, tuple[Beyond, ...]]:
    """The question without what no number of hires helps."""
    problem, zoning = ground.problem, ground.problem.policy.zoning
    beyond: list[Beyond] = []
    heads: list[Headcount] = []
    for rule in headcounts_of(problem):
        if least(ground, [rule], None) is None:
            figure = next(f for f in headcounts(problem) if f.clause == rule.clause and f.short)
            args = {"have": figure.have, "need": figure.need}
            beyond.append(
                Beyond(clause=rule.clause, reasons=(Text(code="hiring.heads", args=args),))
            )
        elif least(ground, [*heads, rule], zoning) is None:
            beyond.append(Beyond(clause=rule.clause, reasons=(Text(code="hiring.together"),)))
        else:
            heads.append(rule)
    unheld = [t for t, people in ground.allowed.items() if not people]
    if unheld:
        names = "、".join(f"{problem.target_by_id[t].name}（{t}）" for t in unheld)
        text = Text(code="hiring.unheld", args={"count": len(unheld), "targets": names})
        beyond.append(Beyond(clause=zoning.clause, reasons=(text,)))
    due = due_with(ground, (_largest_team(problem),) * len(ground.sorts), options.seed)
    spared = hopeless_visits(due)
    lost = [left_out(due.case, due.whole[name], proven=True) for name in sorted(spared)]
    beyond += _of_visits(problem, lost)
    return _Asked(ground, tuple(heads), spared, options.seed), tuple(beyond)


def _largest_team(problem: Problem) -> int:
    return max((p.team.size for p in problem.programmes if p.level is problem.level), default=1)


def _of_visits(problem: Problem, lost: Sequence[LeftOut]) -> list[Beyond]:
    """The visits that cannot be, by the first clause of their programme and their reasons."""
    found: list[Beyond] = []
    for visit in lost:
        clauses = problem.programme_by_id[visit.programmes[0]].clauses
        clause = clauses[0] if clauses else ""
        alike = [b for b in found if (b.clause, b.reasons) == (clause, visit.reasons)]
        for same in alike:
            found.remove(same)
        visits = (*(v for same in alike for v in same.visits), visit.id)
        found.append(Beyond(clause=clause, reasons=visit.reasons, visits=visits))
    return found


@dataclass
class _Climb:
    """The way up from the least number that headcounts and zones allow."""

    asked: _Asked
    search: Search
    bound: int = 0
    proof: HiringProof | None = None
    left_out: tuple[Beyond, ...] = ()

    @property
    def ground(self) -> Ground:
        return self.asked.ground

    def answer(self, beyond: tuple[Beyond, ...]) -> Staffed:
        """The number at which bound and plan meet, or as far as time allows."""
        zoning = self.ground.problem.policy.zoning
        first = least(self.ground, self.asked.heads, zoning)
        assert first is not None  # what contradicts is left out of the question
        needs = tuple(self._needs(first.size))
        self.bound, self.proof = first.size, _first_proof(needs, first.size)
        size, certain, tries = first.size, True, 0
        while tries < MOST_TRIES and not self.search.stopped():
            if size < first.size + MOST_COUNTED and self.asked.short(size):
                size += 1
                if certain:
                    self.bound, self.proof = size, HiringProof.COUNT
                continue
            tries += 1
            self._tell(size)
            done = self._planned(size, Outcome(None), beyond, needs)
            if done is not None or self.search.stopped():
                return done or self._open(needs, beyond)
            no, outcome = self._modelled(size)
            if outcome.possible:
                done = self._planned(size, outcome, beyond, needs)
                if done is not None:
                    return done
            certain &= outcome.possible is False
            size += 1
            if certain:
                self.bound, self.proof = size, no
        return self._open(needs, beyond)

    def _open(self, needs: tuple[HiringNeed, ...], beyond: tuple[Beyond, ...]) -> Staffed:
        """The bound alone: no plan was found."""
        name = self.ground.problem.id
        return Staffed(
            Hiring(
                dataset=name,
                bound=self.bound,
                proof=self.proof,
                number=None,
                needs=needs,
                beyond=beyond,
                left_out=self.left_out,
            )
        )

    def _tell(self, size: int) -> None:
        self.search.tell(
            Progress(stage=STAGE, level="number", objective=float(size), bound=float(self.bound))
        )

    def _fresh(self) -> Search:
        """The search with all of its time before it."""
        limit = self.search.options.time_limit_s
        return replace(self.search, deadline=time.monotonic() + limit)

    def _planned(
        self,
        size: int,
        outcome: Outcome,
        beyond: tuple[Beyond, ...],
        needs: tuple[HiringNeed, ...],
    ) -> Staffed | None:
        """A plan with so many hires that keeps everything asked; None when this one does not."""
        asked, zoned = self.asked, bool(self.ground.allowed)
        homes = housed(
            self.ground, asked.heads, size, self._fresh(), outcome.numbers or None, zones=zoned
        )
        if homes is None:
            return None
        problem = staffed(self.ground.problem, homes.hires)
        options, tell, stop = self.search.options, self.search.listener, self.search.stop
        holder = None
        if outcome.responsible is not None:
            holder = self._renamed(outcome, homes)
        plan = plan_year(problem, options, tell, stop, holder)
        lost = [v for v in plan.left_out if v.mandatory and v.id not in asked.spared]
        helpless = self._helpless(lost, size) if lost else []
        if len(helpless) < len(lost) or any(zone.excess for zone in plan.zones or ()):
            self.left_out = tuple(_of_visits(problem, lost))
            return None
        beyond += tuple(_of_visits(problem, helpless))
        beyond += tuple(_other_faults(plan, beyond))
        names = [person.id for person, _ in homes.hires]
        problem, plan = least_able(problem, plan, names)
        plan = plan.model_copy(update={"origin": origin(problem, options)})
        hiring = Hiring(
            dataset=self.ground.problem.id,
            bound=self.bound,
            proof=self.proof,
            number=size,
            hires=tuple(problem.inspector_by_id[name] for name in names),
            travel_km=round(sum(zone.travel_km for zone in plan.zones or ()), 1),
            travel_bound_km=homes.bound_hm / 10,
            needs=needs,
            beyond=beyond,
        )
        return Staffed(hiring, problem, plan)

    def _renamed(self, outcome: Outcome, homes: Housed) -> dict[str, str]:
        """The zones of a model, held by the hires by their own names."""
        names = iter(person.id for person, _ in homes.hires)
        own = {
            hire_id(sort, number): next(names)
            for sort, size in enumerate(outcome.numbers)
            for number in range(size)
        }
        return {t: own.get(p, p) for t, p in (outcome.responsible or {}).items()}

    def _modelled(self, size: int) -> tuple[HiringProof, Outcome]:
        """Whether so many hires can do it: without days, then with them."""
        due = self.asked.due(size)
        outcome = Outcome(None)
        for dated, proof in ((False, HiringProof.UNDATED), (True, HiringProof.DATED)):
            model = joint(due, self.asked.heads, size, dated=dated)
            if model is None:
                return proof, Outcome(None)
            steady = self._fresh().steady(self.search.options.time_limit_s)
            outcome = model.solve(steady, presolve=True)
            if outcome.possible is False:
                # a no that stands on its own feet, or nobody knows
                outcome = model.solve(steady, presolve=False)
            if outcome.possible is False:
                return proof, outcome
        return proof, outcome

    def _helpless(self, lost: Sequence[LeftOut], size: int) -> list[LeftOut]:
        """Those of the visits left out that more hires would not let in, with the reason."""
        due = self.asked.due(max(size, 1))
        counts = Shortages(due.case)
        found = []
        for visit in lost:
            request = due.case.request.get(visit.id)
            if request is None:
                continue
            lacking = counts.of(visit.id)
            if lacking is not None and due.hires.isdisjoint(lacking.people):
                words = shortage_words(due.case, lacking)
                found.append(visit.model_copy(update={"reasons": (words,)}))
            elif self._crowded(visit):
                crowded = Text(code="hiring.crowded")
                found.append(visit.model_copy(update={"reasons": (crowded,)}))
        return found

    def _crowded(self, visit: LeftOut) -> bool:
        """Whether the visits of the target get in each other's way, whoever makes them."""
        due = self.asked.due(1)
        own = [r for r in due.case.requests if r.target == visit.target]
        need = 1 + sum(1 if r.team.responsible else r.team.size for r in own)
        due = self.asked.due(need).about(visit.target)
        model = joint(due, (), len(due.hires), dated=True)
        steady = self._fresh().steady(EFFORT)
        return model is not None and model.solve(steady, presolve=False).possible is False

    def _needs(self, size: int) -> Iterator[HiringNeed]:
        """How many hires each clause needs by itself."""
        if size == 0 and not self.asked.short(0):
            return
        most: dict[str, tuple[int, HiringProof]] = {}
        for clause, number, proof in self._parts():
            if number > most.get(clause, (0, proof))[0]:
                most[clause] = (number, proof)
        for clause, (number, proof) in most.items():
            yield HiringNeed(clause=clause, least=number, proof=proof)

    def _parts(self) -> Iterator[tuple[str, int, HiringProof]]:
        ground, zoning = self.ground, self.ground.problem.policy.zoning
        for rule in self.asked.heads:
            alone = least(ground, [rule], None)
            yield rule.clause, alone.size if alone else 0, HiringProof.HEADCOUNTS
        zones = least(ground, [], zoning)
        if zones is not None and zones.size:
            for clause in _zone_clauses(ground, zoning, zones.size):
                yield clause, zones.size, HiringProof.ZONES
        for programme in ground.problem.programmes:
            if programme.mandatory and programme.level is ground.problem.level:
                yield (
                    (programme.clauses or ("",))[0],
                    self._counted(programme.id),
                    HiringProof.COUNT,
                )

    def _counted(self, programme: str) -> int:
        """So many hires the visits of a programme need by counting."""
        for size in range(MOST_COUNTED):
            due = self.asked.due(max(size, 1))
            others = {r.id for r in due.case.requests if programme not in r.programmes}
            own = due.without(others)
            if not own.case.requests or not short(own if size else own.idle(), own.hires):
                return size
        return MOST_COUNTED


def _zone_clauses(ground: Ground, zoning: Zoning, size: int) -> Iterator[str]:
    """The clauses of zones without which fewer hires would do; the capacity's when all are needed.

    Of the rules on large schools, quotas and who is eligible, each is taken away by itself.
    """
    looser = []
    if zoning.dedicated_from is not None:
        clause = zoning.dedicated_clause or zoning.capacity_clause
        looser.append((clause, rebuilt(zoning, dedicated_from=None)))
    for quota in zoning.quotas:
        rest = tuple(q for q in zoning.quotas if q != quota)
        looser.append((quota.clause, rebuilt(zoning, quotas=rest)))
    for rule in zoning.eligibility:
        others = tuple(e for e in zoning.eligibility if e != rule)
        looser.append((rule.clause, rebuilt(zoning, eligibility=others)))
    found = False
    for clause, rules in looser:
        less = least(ground, [], rules)
        if less is not None and less.size < size:
            found = True
            yield clause
    if not found:
        yield zoning.capacity_clause


def _first_proof(needs: Sequence[HiringNeed], size: int) -> HiringProof | None:
    """What shows that headcounts and zones need so many: one of them, or both together."""
    if size == 0:
        return None
    alone = (n.proof for n in needs if n.least >= size and n.proof is not HiringProof.COUNT)
    return next(alone, HiringProof.HEADS_AND_ZONES)


def _other_faults(plan: AnnualPlan, told: Sequence[Beyond]) -> Iterator[Beyond]:
    """Clauses that the plan breaks all the same, and that say nothing about headcounts or zones."""
    known = {one.clause for one in told}
    for line in plan.compliance:
        if line.status is ComplianceStatus.BROKEN and line.clause not in known:
            texts = tuple(finding.text for finding in line.findings[:3])
            yield Beyond(clause=line.clause, reasons=texts)
