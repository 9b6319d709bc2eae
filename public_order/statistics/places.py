"""The circonscriptions with their communes, and the communes that change: recorded, corrected, ended.

Nothing that a file says is rewritten. What is computed upon these places follows at once, and each act says what.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.territory.names import of_commune
from directorate.web.errors import Conflict, DomainError
from public_order.recording import reasoned, tell, worker
from public_order.statistics import queries
from public_order.statistics.cells import Unreadable
from public_order.statistics.cells import commune as commune_code
from public_order.statistics.models import CommuneChange, DistrictMembership, PoliceDistrict, Source

CHANGED = "Cette page n'est plus à jour : la fiche a changé depuis. La relire avant d'enregistrer."


@dataclass(frozen=True)
class Done:
    """What was recorded and which series follow, in words."""

    row: Model | None
    words: str


# --- what follows -------------------------------------------------------------------------------------------------


def listed(years: Iterable[date]) -> str:
    known = sorted({day.year for day in years})
    return ", ".join(map(str, known))


def within(day: date, since: date, until: date | None) -> bool:
    return since <= day and (until is None or day < until)


def follows_membership(*spans: tuple[date, date | None]) -> str:
    """Which sums and which checks are computed again for a commune that is there, or no longer, on these days."""
    years = [day for day in queries.periods_of(Source.COMMUNES) if any(within(day, *span) for span in spans)]
    months = [day for day in queries.periods_of(Source.DTSP, "m") if any(within(day, *span) for span in spans)]
    found = []
    if years:
        found.append(f"sous-totaux par circonscription recalculés pour {listed(years)}")
    if months:
        count = f"{len(months)} mois" if len(months) > 1 else "un mois"
        found.append(f"circonscriptions attendues dans le fichier de la DTSP revues pour {count}")
    if not found:
        return "Aucune série en vigueur ne change."
    words = " ; ".join(found)
    return f"{words[0].upper()}{words[1:]}. Les comptes livrés par la DTSP ne sont pas réécrits."


def follows_change(change: CommuneChange) -> str:
    """From the year of the change, the figures stand under the new code."""
    years = [day for day in queries.periods_of(Source.COMMUNES) if day.year >= change.since.year]
    if not years:
        return "Aucune série en vigueur ne change : les fichiers à venir seront lus avec ce changement."
    if change.kind == CommuneChange.Kind.RENAMING:
        return (
            f"Fiche {of_commune(change.name)} : le nouveau nom y vaut pour {listed(years)} ; aucun chiffre ne change."
        )
    return (
        f"Fiche {of_commune(change.name)} : ses chiffres de {listed(years)} y sont dits au nouveau code. Aucune valeur"
        " n'est réécrite."
    )


# --- circonscriptions ---------------------------------------------------------------------------------------------


def seen(row: Any, version: int | None) -> None:
    if version is not None and row.version != version:
        raise Conflict(CHANGED)


def locked(district: PoliceDistrict, version: int | None) -> PoliceDistrict:
    row = PoliceDistrict.objects.select_for_update().filter(pk=district.pk).first()
    if row is None:
        raise Conflict("Cette circonscription n'existe plus.")
    seen(row, version)
    return row


def moved(row: PoliceDistrict, *names: str) -> None:
    row.version += 1
    row.save(update_fields=[*names, "version"])


@transaction.atomic
def record_district(
    *, district: PoliceDistrict | None = None, code: str = "", name: str, version: int | None = None,
    by: StaffMember, at: datetime,
) -> Done:  # fmt: skip
    """A new one, or the name of one that is there: its code holds its figures and never changes."""
    worker(by, at)
    name = " ".join(name.split())
    row = locked(district, version) if district else PoliceDistrict(code=code.strip().upper())
    if PoliceDistrict.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise Conflict("Une circonscription porte déjà ce nom.", field="name")
    if district is None:
        if PoliceDistrict.objects.filter(code__iexact=row.code).exists():
            raise Conflict("Ce code est déjà pris.", field="code")
        row.name = name
        row.save(force_insert=True)
    else:
        row.name = name
        moved(row, "name")
    tell("police_district.recorded", row, by, at, code=row.code)
    return Done(row, "Ses communes restent à rattacher." if district is None else "Aucune série ne change.")


@transaction.atomic
def end_district(
    *, district: PoliceDistrict, until: date, version: int | None = None, by: StaffMember, at: datetime
) -> Done:
    """It exists no longer from that day: the communes that were still in it leave it."""
    worker(by, at)
    row = locked(district, version)
    if row.until is not None:
        raise Conflict(f"Cette circonscription est déjà supprimée au {row.until:%d/%m/%Y}.", field="until")
    held = list(row.memberships.select_for_update())
    if late := next((one for one in held if one.since >= until or (one.until and one.until > until)), None):
        raise DomainError(
            f"{late.commune.name} y est encore après ce jour : corriger d'abord son rattachement.", field="until"
        )
    for one in held:
        if one.until is None:
            one.until = until
            one.save(update_fields=["until"])
    row.until = until
    moved(row, "until")
    tell("police_district.ended", row, by, at, until=f"{until:%d/%m/%Y}")
    return Done(row, follows_membership((until, None)))


def check_span(commune: Commune, since: date, until: date | None, row: PoliceDistrict, held: int | None) -> None:
    """A commune is in one circonscription at a time; the base refuses it too."""
    if until is not None and until <= since:
        raise DomainError("La fin suit le début.", field="until")
    if row.until is not None and (until is None or until > row.until):
        raise DomainError(f"Cette circonscription est supprimée au {row.until:%d/%m/%Y}.", field="until")
    others = DistrictMembership.objects.filter(commune=commune).exclude(pk=held).select_related("district")
    for other in others:
        if (other.until is None or since < other.until) and (until is None or other.since < until):
            end = f" au {other.until:%d/%m/%Y}" if other.until else ""
            raise Conflict(
                f"{commune.name} est dans la circonscription {of_commune(other.district.name)} depuis le"
                f" {other.since:%d/%m/%Y}{end} : y mettre fin d'abord.",
                field="since",
            )


@transaction.atomic
def add_commune(
    *, district: PoliceDistrict, commune: Commune, since: date, until: date | None = None,
    version: int | None = None, by: StaffMember, at: datetime,
) -> Done:  # fmt: skip
    worker(by, at)
    row = locked(district, version)
    # Two circonscriptions that take the same commune at once wait for one another here.
    Commune.objects.select_for_update().get(pk=commune.pk)
    check_span(commune, since, until, row, None)
    made = DistrictMembership.objects.create(district=row, commune=commune, since=since, until=until)
    moved(row)
    tell("police_district.commune_added", row, by, at, commune=commune.name, since=f"{since:%d/%m/%Y}")
    return Done(made, follows_membership((since, until)))


def held_by(membership: DistrictMembership, version: int | None) -> tuple[PoliceDistrict, DistrictMembership]:
    row = locked(membership.district, version)
    found = DistrictMembership.objects.select_for_update(of=("self",)).select_related("commune").filter(
        pk=membership.pk
    ).first()  # fmt: skip
    if found is None:
        raise Conflict("Ce rattachement a été retiré.")
    return row, found


@transaction.atomic
def correct_commune(
    *, membership: DistrictMembership, since: date, until: date | None = None, version: int | None = None,
    by: StaffMember, at: datetime,
) -> Done:  # fmt: skip
    """Also its end, which is a correction of its days."""
    worker(by, at)
    row, held = held_by(membership, version)
    Commune.objects.select_for_update().get(pk=held.commune_id)
    check_span(held.commune, since, until, row, held.pk)
    before = (held.since, held.until)
    held.since, held.until = since, until
    held.save(update_fields=["since", "until"])
    moved(row)
    tell("police_district.commune_corrected", row, by, at, commune=held.commune.name,
         before=span_words(*before), after=span_words(since, until))  # fmt: skip
    return Done(held, follows_membership(*differing(before, (since, until))))


def differing(before: tuple[date, date | None], after: tuple[date, date | None]) -> list[tuple[date, date | None]]:
    """The days of one span that are not of the other, as spans."""
    found = []
    if before[0] != after[0]:
        found.append((min(before[0], after[0]), max(before[0], after[0])))
    if before[1] != after[1]:
        ends = [end for end in (before[1], after[1]) if end is not None]
        found.append((min(ends), max(ends) if len(ends) == 2 else None))
    return found


def span_words(since: date, until: date | None) -> str:
    return f"du {since:%d/%m/%Y} au {until:%d/%m/%Y} (exclu)" if until else f"depuis le {since:%d/%m/%Y}"


@transaction.atomic
def drop_commune(
    *, membership: DistrictMembership, reason: str, version: int | None = None, by: StaffMember, at: datetime
) -> Done:
    """A commune that never was there: recorded by mistake."""
    worker(by, at)
    reason = reasoned(reason)
    row, held = held_by(membership, version)
    words = follows_membership((held.since, held.until))
    tell("police_district.commune_dropped", row, by, at, commune=held.commune.name, reason=reason,
         span=span_words(held.since, held.until))  # fmt: skip
    held.delete()
    moved(row)
    return Done(row, words)


# --- communes that change -----------------------------------------------------------------------------------------


def read_code(code: str, field: str) -> str:
    try:
        return commune_code(code)
    except Unreadable as why:
        raise DomainError(str(why), field=field) from None


@transaction.atomic
def record_change(
    *, change: CommuneChange | None = None, kind: str, former_code: str, former_name: str, code: str, name: str,
    since: date, version: int | None = None, by: StaffMember, at: datetime,
) -> Done:  # fmt: skip
    worker(by, at)
    row = locked_change(change, version) if change else CommuneChange()
    row.kind, row.since = kind, since
    row.former_code, row.code = read_code(former_code, "former_code"), read_code(code, "code")
    row.former_name, row.name = (" ".join(words.split()) for words in (former_name, name))
    check_change(row)
    if change is not None:
        row.version += 1
    row.save()
    tell("commune_change.recorded", row, by, at, former=row.former_code, code=row.code, since=f"{since:%d/%m/%Y}")
    return Done(row, follows_change(row))


def check_change(row: CommuneChange) -> None:
    Kind = CommuneChange.Kind
    if row.kind == Kind.RENAMING and row.former_name.casefold() == row.name.casefold():
        raise DomainError("Les deux noms sont les mêmes.", field="name")
    if row.kind != Kind.RENAMING and row.former_code == row.code:
        raise DomainError("Les deux codes sont les mêmes : un changement de nom ?", field="code")
    others: Sequence[CommuneChange] = list(CommuneChange.objects.select_for_update().exclude(pk=row.pk))
    for other in others:
        if (other.former_code, other.code, other.since) == (row.former_code, row.code, row.since):
            raise Conflict("Ce changement est déjà enregistré à cette date.", field="since")
        if row.kind == other.kind == Kind.MERGER and other.former_code == row.former_code:
            raise Conflict(
                f"{row.former_name} fait déjà partie de {other.name} depuis le {other.since:%d/%m/%Y}.",
                field="former_code",
            )
        if row.kind == other.kind == Kind.MERGER and (other.former_code, other.code) == (row.code, row.former_code):
            raise Conflict(f"{other.former_name} est déjà dans {other.name} : l'inverse ne se peut pas.", field="code")


def locked_change(change: CommuneChange, version: int | None) -> CommuneChange:
    row = CommuneChange.objects.select_for_update().filter(pk=change.pk).first()
    if row is None:
        raise Conflict("Ce changement a été retiré.")
    seen(row, version)
    return row


@transaction.atomic
def drop_change(
    *, change: CommuneChange, reason: str, version: int | None = None, by: StaffMember, at: datetime
) -> Done:
    """A change that never was: recorded by mistake."""
    worker(by, at)
    reason = reasoned(reason)
    row = locked_change(change, version)
    words = follows_change(row)
    tell("commune_change.dropped", row, by, at, reason=reason, former=row.former_code, code=row.code)
    row.delete()
    return Done(None, words)
