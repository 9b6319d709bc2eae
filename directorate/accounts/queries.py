"""Reading accounts, for those who look after them."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from directorate.org.models import Posting, StaffMember
from directorate.org.operations import delegations_lapsing_with
from directorate.org.policies import is_administrator
from directorate.org.queries import covering
from directorate.web.second_factor import has_telephone


def accounts(staff: StaffMember, on: date) -> QuerySet[StaffMember]:
    """Every account with its postings and whether a telephone is enrolled; nothing for others than administrators."""
    if not is_administrator(staff, on=on):
        return StaffMember.objects.none()
    return StaffMember.objects.annotate(has_telephone=has_telephone()).prefetch_related(
        Prefetch("postings", Posting.objects.select_related("unit"))
    )


def in_post_that_day(on: date) -> Exists:
    return Exists(Posting.objects.filter(covering(on), staff=OuterRef("pk")))


def account_matches(text: str) -> Q:
    """Every word in the login, the name, the quality or the mailbox."""
    condition = Q()
    for word in text.split():
        condition &= Q(
            *((f"{name}__icontains", word) for name in ("username", "first_name", "last_name", "title", "email")),
            _connector=Q.OR,
        )
    return condition


def lapsing_if_left(posting: Posting, on: date) -> list:
    """The delegations that would lapse if this posting ended that day."""
    return list(delegations_lapsing_with(Posting(staff=posting.staff, ends_on=on)))
