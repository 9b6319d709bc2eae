"""The dates of each addressee: the time to go to court runs for each from the day that reached them (CJA, R421-1)."""

from collections.abc import Iterator, Mapping

from directorate.casework.deadlines import Expected, Facts, appeal_from, declare_dates
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.delivery.models import Addressee

PREFIX = "appeal_addressee_"
LONGEST_NAME = 110


def of_addressees(facts: Facts, wanted: Mapping[str, Expected]) -> Iterator[Expected]:
    """The time of each addressee beside the party, whose own is that of the case."""
    for addressee in notified_beside(facts.case):
        yield of_addressee(facts, addressee)


def notified_beside(case: Case):
    # Nobody is notified of what is not decided: a case that is opened or reviewed asks nothing more of the database.
    if case.decided_at is None:
        return []
    return Addressee.objects.filter(case=case, is_party=False, notified_at__isnull=False).order_by("pk")


def of_addressee(facts: Facts, addressee: Addressee) -> Expected:
    name = addressee.name[:LONGEST_NAME]
    return appeal_from(
        facts,
        f"{PREFIX}{addressee.pk}",
        paris_day(addressee.notified_at),
        f"Décision notifiée à {name}",
        of=f"({name})",
    )


def limit_of(facts: Facts, lodged_by: str) -> Expected | None:
    """The time of the addressee of this name, when it is not the party."""
    for addressee in notified_beside(facts.case):
        if addressee.name.casefold() == lodged_by.casefold():
            return of_addressee(facts, addressee)
    return None


declare_dates(of_addressees)
