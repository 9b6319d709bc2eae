"""What the engine of the commissions is told of the bodies of the bureau: they decide actions, and give no opinion."""

from collections.abc import Callable, Sequence
from datetime import date

from directorate.commissions.body_rules import BodyRules, declare_family, declare_rules
from directorate.commissions.models import Commission, CommissionMember
from public_order.codaf.access import holds_seat
from public_order.councils import rules
from public_order.policies import reads_restricted

STAFF, RESTRICTED, DEPARTMENTAL = *rules.STAFF.codes, "cdpd"
FRAUD, FRAUD_RESTRICTED = rules.FRAUD.codes
# Bodies created one by one: another instance, the technical committee of a protocol.
INSTANCE, COMMITTEE = "instance-", "comite-protocole-"
MANDATE_MONTHS = 36


# Who knows of the sittings of a restricted formation: of the committee, those designated by name and nobody else.
READERS: dict[str, Callable[..., bool]] = {RESTRICTED: reads_restricted, FRAUD_RESTRICTED: holds_seat}


def any_composition(members: Sequence[CommissionMember], on: date) -> str:
    return ""


def no_quorum(commission: Commission, on: date) -> int:
    return commission.quorum


def mandate_months(on: date) -> int:
    return MANDATE_MONTHS


def declare_bodies() -> None:
    for code in (*rules.CHAIRED, DEPARTMENTAL):
        declare_rules(
            code,
            BodyRules(any_composition, no_quorum, mandate_months, gives_opinions=False, is_discreet=code in READERS,
                      readers=READERS.get(code)),
        )  # fmt: skip
    for prefix in (INSTANCE, COMMITTEE):
        declare_family(prefix, BodyRules(any_composition, no_quorum, mandate_months, gives_opinions=False))
