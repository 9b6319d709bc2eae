"""Dealing points in the demonstration: invented places."""

from datetime import datetime, timedelta

from directorate.casework.move import paris_day
from directorate.org.models import Posting
from public_order.dealing import operations
from public_order.monthly.stories import first_with
from public_order.policies import UNIT
from public_order.programmes.models import LocalProgramme

PLACES = (("Hall de l'allée des Sycomores", "dismantled"), ("Parc derrière la gare", "weakened"))


def tell(at: datetime) -> None:
    on = paris_day(at)
    head = first_with(Posting.Role.HEAD, UNIT, on)
    row = LocalProgramme.objects.filter(kind=LocalProgramme.Kind.LOCAL).first()
    if head is None or row is None:
        return
    town = row.perimeters.all()[0].communes.all()[0]
    for place, state in PLACES:
        found = operations.report_point(programme=row, commune=town, place=place, observed_on=on - timedelta(days=60),
                                        words="Va-et-vient en fin de journée.", by=head, at=at)  # fmt: skip
        operations.observe(point=found, observed_on=on - timedelta(days=9), state=state, by=head, at=at,
                           words="Passage de la brigade, peu de présence.")  # fmt: skip
