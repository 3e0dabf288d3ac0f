"""What a list of schools does not say: made-up enrolment, head's term, risk and reports."""

import math
from datetime import date
from random import Random
from typing import NamedTuple

from models.target import Locality, Sector, Stage

MEDIAN_ENROLMENT = {
    Stage.KINDERGARTEN: (270, 170, 60),
    Stage.PRIMARY: (1050, 450, 120),
    Stage.NINE_YEAR: (1000, 650, 300),
    Stage.JUNIOR_SECONDARY: (1250, 600, 280),
    Stage.SENIOR_SECONDARY: (1900, 1200, 800),
    Stage.COMPLETE_SECONDARY: (1700, 1100, 700),
    Stage.SECONDARY_VOCATIONAL: (1400, 900, 600),
    Stage.SPECIAL: (90, 60, 40),
}
TERM_ENDS = ((1, 31, 2), (4, 30, 1), (7, 31, 6), (8, 31, 4), (11, 30, 1))
TERM_END_SHARE = 0.2


class Facts(NamedTuple):
    """Made-up particulars of a school."""

    enrolment: int
    term_end: date
    risk: float
    reports: int


def make_facts(stage: Stage, sector: Sector, locality: Locality, year: int, rng: Random) -> Facts:
    """Particulars plausible for a school of this kind.

    The head's term ends in the planned year for some, in one of the three years after for others.
    """
    median = MEDIAN_ENROLMENT[stage][list(Locality).index(locality)]
    enrolment = max(12, round(median * math.exp(rng.gauss(0, 0.34))))
    ends = year if rng.random() < TERM_END_SHARE else year + rng.randint(1, 3)
    month, day, _ = rng.choices(TERM_ENDS, [w for *_, w in TERM_ENDS])[0]
    risk = 100 * rng.betavariate(1.6, 4.2) * (1.2 if sector is Sector.PRIVATE else 1)
    return Facts(
        enrolment=enrolment,
        term_end=date(ends, month, day),
        risk=round(min(risk, 100), 1),
        reports=sum(rng.random() < risk / 150 for _ in range(6)),
    )
