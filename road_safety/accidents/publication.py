"""What may be published of a year: aggregates by commune and quarter, killed by age brackets (ACC-07).

No line says a day, a place, a sex or an exact age: nobody is found again. Exact points stay inside the service.
"""

from collections import Counter
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractQuarter

from road_safety.accidents import definitions as rules
from road_safety.accidents.models import Accident, AccidentEdition, AccidentUser

HEADINGS = (
    "Année", "Données", "Code commune", "Commune", "Trimestre", "Accidents corporels", "Tués",
    *(f"Tués, {label.lower()}" for label in rules.AGE_LABELS),
)  # fmt: skip


def published_rows(edition: AccidentEdition) -> list[list[Any]]:
    """One line for each commune and quarter that had an accident. Two queries."""
    rows = Accident.objects.filter(edition=edition).annotate(quarter=ExtractQuarter("day")).order_by()
    counts = rows.values_list("commune", "commune__name", "quarter").annotate(
        Count("pk"), known=Count("pk", filter=Q(user_count__gt=0))
    )
    killed: Counter = Counter()
    dead = AccidentUser.objects.filter(accident__edition=edition, severity=rules.KILLED).order_by()
    dead = dead.annotate(quarter=ExtractQuarter("accident__day"))
    for commune, quarter, born, count in dead.values_list("accident__commune", "quarter", "birth_year").annotate(
        Count("pk")
    ):
        killed[commune, quarter, rules.age_bracket(edition.year - born if born else None)] += count
    found = []
    for commune, name, quarter, accidents, known in sorted(counts):
        ages = [killed[commune, quarter, label] for label in rules.AGE_LABELS]
        # Blank when the users of some accident are not known: a part is never shown as the whole.
        victims = [sum(ages), *ages] if known == accidents else [""] * (len(ages) + 1)
        found.append([edition.year, edition.get_reliability_display(), commune, name, quarter, accidents, *victims])
    return found
