"""A few labels on the cases of the demonstration."""

from datetime import datetime

from directorate.casework.labels import create_label, set_labels
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.org.models import Unit
from directorate.org.queries import heads_units, in_post

NAMES = (("Riverains", "warning"), ("Signalé par la mairie", "info"), ("À revoir en réunion", "new"))
EVERY = 4


def create_labels(at: datetime) -> None:
    """Three labels for each bureau that handles cases, and one on some of its open cases."""
    on = paris_day(at)
    heads = {unit: person for person in in_post(on) for unit in heads_units(person, on)}
    for unit in Unit.objects.filter(cases__is_open=True).distinct().order_by("pk"):
        head = heads[unit.pk]
        labels = [create_label(unit=unit, name=name, tone=tone, by=head, at=at) for name, tone in NAMES]
        for rank, case in enumerate(Case.objects.filter(unit=unit, is_open=True).order_by("pk")[::EVERY]):
            set_labels(case=case, by=head, at=at, put=[labels[rank % len(labels)]])
