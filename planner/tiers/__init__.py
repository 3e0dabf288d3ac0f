"""Planning of several offices one above the other (分级): province, prefectures, counties."""

from planner.tiers.offices import Offices, Task, is_tiered
from planner.tiers.share import share
from planner.tiers.verdict import Shares, audit_tiers, broken_by, rejudged, verdict, with_part
from planner.tiers.year import OfficeListener, OfficeProgress, plan_tiers, summed_gap

__all__ = [
    "OfficeListener",
    "OfficeProgress",
    "Offices",
    "Shares",
    "Task",
    "audit_tiers",
    "broken_by",
    "is_tiered",
    "plan_tiers",
    "rejudged",
    "share",
    "summed_gap",
    "verdict",
    "with_part",
]
