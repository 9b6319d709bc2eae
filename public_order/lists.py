"""Index of the lists of public order: pages, workers and commands find them all in the same register."""

from public_order.codaf import lists as codaf
from public_order.councils.lists import COUNCIL_LIST, PLAN_LIST
from public_order.councils.local_lists import MEMBER_RULE_LIST
from public_order.councils.meeting_lists import ACTION_LIST, CODAF_SITTING_LIST, MEETING_LIST
from public_order.councils.sitting_lists import INSTANCE_LIST, SITTING_LIST
from public_order.field.lists import PROBLEM_LIST, SECTOR_LIST
from public_order.grants.chorus_lists import CHORUS_LIST
from public_order.grants.committee_lists import COMMITTEE_LIST
from public_order.grants.lists import GRANT_LIST, PROMOTER_LIST
from public_order.grants.payments.lists import PAYMENT_LIST, RECOVERY_LIST, REPORT_LIST
from public_order.monthly.lists import NOTE_LIST
from public_order.programmes.lists import (
    DECISION_LIST,
    OPERATION_LIST,
    PROGRAMME_LIST,
    PROGRAMME_MEETING_LIST,
)
from public_order.protocols.lists import PROTOCOL_LIST
from public_order.statistics import lists as statistics

__all__ = [
    "COMMITTEE_LIST",
    "CHORUS_LIST",
    "COUNCIL_LIST",
    "DECISION_LIST",
    "PLAN_LIST",
    "PROGRAMME_MEETING_LIST",
    "PROTOCOL_LIST",
    "ACTION_LIST",
    "CODAF_SITTING_LIST",
    "MEETING_LIST",
    "MEMBER_RULE_LIST",
    "GRANT_LIST",
    "INSTANCE_LIST",
    "NOTE_LIST",
    "PAYMENT_LIST",
    "RECOVERY_LIST",
    "REPORT_LIST",
    "OPERATION_LIST",
    "PROBLEM_LIST",
    "PROGRAMME_LIST",
    "PROMOTER_LIST",
    "SECTOR_LIST",
    "SITTING_LIST",
    "codaf",
    "statistics",
]
