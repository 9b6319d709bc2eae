"""The indicators, groups and notes that the service ships, put in the base once and never put back over a change."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Q

from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError
from public_order.policies import UNIT
from public_order.statistics import definitions as told
from public_order.statistics.cells import key_of
from public_order.statistics.models import (
    CrimeIndicator,
    Denominator,
    IndicatorAlias,
    IndicatorGroup,
    Nomenclature,
    Polarity,
    SeriesNote,
)


def shipped_indicators() -> list[CrimeIndicator]:
    rows = [
        CrimeIndicator(
            code=one.code, label=one.label, nomenclature=Nomenclature.SSMSI, unit=one.unit,
            denominator=one.denominator, additive_space=one.additive_space,
            polarity=Polarity.NEUTRAL if one.neutral else Polarity.LESS_IS_BETTER, components=list(one.components),
            parts=list(one.parts), display_order=rank, active=one.code != "coups-blessures",
        )
        for rank, one in enumerate(told.SSMSI, start=1)
    ]  # fmt: skip
    rows += [
        CrimeIndicator(
            code=told.index_code(index), label=label if index not in told.UNUSED else f"Index {index}, non utilisé",
            nomenclature=Nomenclature.ETAT_4001, unit=told.INDEX_UNITS.get(index, "fait"),
            denominator=Denominator.POPULATION, components=[index], display_order=index,
            polarity=Polarity.NEUTRAL if index in told.NEUTRAL_INDEXES else Polarity.LESS_IS_BETTER,
            additive_space=told.INDEX_UNITS.get(index) != "auteur", active=index not in told.UNUSED,
        )
        for index, label in told.indexes()
    ]  # fmt: skip
    return rows


def _put_missing_indicators() -> None:
    """Numbered after the last row held: the sequence keeps what undone transactions took, and it ends at 32,767."""
    table = CrimeIndicator._meta.db_table
    known = set(CrimeIndicator.objects.values_list("code", flat=True))
    if all(row.code in known for row in shipped_indicators()):
        return
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        known = set(CrimeIndicator.objects.values_list("code", flat=True))
        missing = [row for row in shipped_indicators() if row.code not in known]
        last = CrimeIndicator.objects.aggregate(last=Max("pk"))["last"] or 0
        for number, row in enumerate(missing, start=last + 1):
            row.pk = number
        CrimeIndicator.objects.bulk_create(missing)
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last + len(missing)])


@transaction.atomic
def ensure(*, crowded: tuple[str, ...] = ()) -> None:
    """Once: what is there already stays as the bureau left it. `crowded`: communes of which a rate misleads."""
    _put_missing_indicators()
    ids = dict(CrimeIndicator.objects.filter(nomenclature=Nomenclature.SSMSI).values_list("code", "pk"))
    IndicatorAlias.objects.bulk_create(
        [
            IndicatorAlias(
                indicator_id=ids[code], nomenclature=Nomenclature.SSMSI, label=label, key=key_of(label),
                to_edition=told.SPLIT_EDITION if replaced else None,
            )
            for code, label, replaced in told.aliases()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if not IndicatorGroup.objects.exists():
        IndicatorGroup.objects.bulk_create(
            IndicatorGroup(
                code=code, label=label, indexes=list(found), valid_from=told.GROUPS_SINCE, display_order=rank,
                polarity=Polarity.NEUTRAL if activity else Polarity.LESS_IS_BETTER,
            )
            for rank, (code, label, found, activity) in enumerate(told.GROUPS, start=1)
        )  # fmt: skip
    SeriesNote.objects.bulk_create(
        [
            SeriesNote(
                code=note["code"], text=note["text"], severity=note["severity"],
                nomenclature=note.get("nomenclature", ""), indicators=list(note.get("indicators", ())),
                territories=list(crowded) if note.get("places") else [], since=note.get("since"), display_order=rank,
            )
            for rank, note in enumerate(told.NOTES, start=1)
            if crowded or not note.get("places")
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def change_group(
    *, code: str, label: str, indexes: list[int], valid_from, polarity: str, by: StaffMember, at: datetime
) -> IndicatorGroup:
    """From that day the group gathers these index; before it, what it gathered stays true."""
    known = {index for index, _ in told.indexes()} - told.UNUSED
    if strange := sorted(set(indexes) - known):
        raise DomainError(f"Index inconnu ou non utilisé : {', '.join(map(str, strange))}.", field="indexes")
    if not indexes:
        raise DomainError("Un regroupement réunit au moins un index.", field="indexes")
    rows = list(IndicatorGroup.objects.select_for_update().filter(code=code).order_by("valid_from"))
    if any(row.valid_from >= valid_from for row in rows):
        raise Conflict("Ce regroupement change déjà ce jour-là ou plus tard.", field="valid_from")
    order = rows[-1].display_order if rows else 100
    for row in rows:
        if row.valid_to is None or row.valid_to >= valid_from:
            row.valid_to = valid_from.fromordinal(valid_from.toordinal() - 1)
            row.save(update_fields=["valid_to"])
    made = IndicatorGroup.objects.create(
        code=code, label=label, indexes=sorted(set(indexes)), valid_from=valid_from, polarity=polarity,
        display_order=order, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    record(by=by, at=at, action="statistics.group_changed", subject=made, label=label, unit_code=UNIT,
           details={"indexes": made.indexes, "since": f"{valid_from:%d/%m/%Y}"})  # fmt: skip
    return made


def groups_on(day) -> list[IndicatorGroup]:
    rows = IndicatorGroup.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    return list(rows.order_by("display_order", "code"))
