"""What happens to the plan of a commune: noted on its day, withdrawn when it was wrong; its means, its shelters."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from civil_protection.communal.duties import summary
from civil_protection.communal.models import CONTENT, CommunalEvent, CommunalFile, IntercommunalPlan, Shelter
from civil_protection.communal.queries import changes_of, known_commune, reasons_of, terms_on
from civil_protection.communal.terms import EXERCISE_YEARS, INTERCOMMUNAL_DUE, PLAN_YEARS, REVISION_YEARS
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.levels import Level
from civil_protection.protection.models import ProtectedDocument
from civil_protection.protection.operations import take_in
from civil_protection.protection.papers import town_hall_of, write_letter
from civil_protection.protection.words import check_text, check_title
from civil_protection.recording import not_to_come
from directorate.casework.move import paris_day
from directorate.documents.models import Letter
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

Kind = CommunalEvent.Kind
# What a fact supposes, on its day or before.
SUPPOSES = {
    Kind.RECEIVED: Kind.ADOPTED, Kind.PASSED_ON: Kind.ADOPTED, Kind.COUNCIL: Kind.ADOPTED, Kind.REVISED: Kind.ADOPTED,
    Kind.EVALUATED: Kind.ADOPTED, Kind.ACTIVATED: Kind.ADOPTED, Kind.ANALYSED: Kind.RECEIVED,
    Kind.REMARKS: Kind.RECEIVED, Kind.COMPLIANT: Kind.ANALYSED, Kind.DICRIM_KNOWN: Kind.DICRIM,
}  # fmt: skip
# What says nothing without words: the recommendations of an exercise, the remarks sent.
IN_WORDS = frozenset({Kind.REMARKS, Kind.EVALUATED, Kind.EXERCISED, Kind.ACTIVATED})


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Les plans communaux sont suivis par les agents du service.")
    return on


def tell(verb: str, row: CommunalFile, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"communal_plan.{verb}", subject=row, label=str(row), unit_code=UNIT, details=details)


def locked(commune: Commune) -> CommunalFile:
    """The file of the commune, made when it has none, locked until the end."""
    CommunalFile.objects.bulk_create([CommunalFile(commune=commune)], ignore_conflicts=True)
    return CommunalFile.objects.select_for_update(of=("self",)).select_related("commune").get(pk=commune.pk)


def refresh(file: CommunalFile) -> None:
    """The columns follow the events, each with the values in force on its day."""
    known: dict[tuple[str, date], int] = {}

    def years(code: str, day: date) -> int:
        if (code, day) not in known:
            known[code, day] = int(parameter(code, day))
        return known[code, day]

    events = CommunalEvent.objects.filter(file=file, withdrawn_at=None).order_by("happened_on", "id")
    found = summary(events.values_list("kind", "happened_on"), years)
    for name, value in found.items():
        setattr(file, name, value)
    file.save(update_fields=list(found))


# --- facts --------------------------------------------------------------------------------------------------


@transaction.atomic
def note(
    *, commune: Commune, kind: str, happened_on: date, note: str = "", document: UploadedFile | None = None,
    level: str = Level.INTERNAL, by: StaffMember, at: datetime,
) -> CommunalEvent:  # fmt: skip
    """A fact on its day, with its document when there is one."""
    on = allowed(by, at)
    if kind not in Kind.values:
        raise DomainError("Ce fait n'est pas connu.", field="kind")
    kind = Kind(kind)
    not_to_come(happened_on, on, "happened_on")
    check_text(note, field="note")
    if kind in IN_WORDS and not note.strip():
        raise DomainError("Dire en quelques mots ce qui en ressort.", field="note")
    file = locked(commune)
    if kind == Kind.NOTIFIED and not reasons_of(known_commune(commune.pk), terms_on(on).seismic_from):
        raise DomainError("Aucun motif n'oblige cette commune : compléter d'abord son profil de risques.", field="kind")
    live = file.events.filter(withdrawn_at=None)
    if live.filter(kind=kind, happened_on=happened_on).exists():
        raise Conflict("Ce fait est déjà enregistré à cette date.", field="happened_on")
    first = SUPPOSES.get(kind)
    if first and not live.filter(kind=first, happened_on__lte=happened_on).exists():
        raise DomainError(f"Ce fait suppose celui-ci, à la même date ou avant : {first.label.lower()}.", field="kind")
    kept = None
    if document is not None:
        kept = take_in(title=f"{kind.label}, {commune.name}", level=level, upload=document,
                       version=f"{happened_on:%d/%m/%Y}", by=by, at=at)  # fmt: skip
    row = CommunalEvent.objects.create(
        file=file, kind=kind, happened_on=happened_on, note=note, document=kept,
        letter=file.notice if kind == Kind.NOTIFIED else None, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    refresh(file)
    tell("noted", file, by, at, fact=kind.label, on=happened_on.isoformat())
    return row


@transaction.atomic
def withdraw(*, event: CommunalEvent, reason: str, by: StaffMember, at: datetime) -> CommunalEvent:
    """A fact noted by mistake no longer counts; it stays in the history with the reason."""
    allowed(by, at)
    check_text(reason, field="reason")
    if not reason.strip():
        raise DomainError("Dire pourquoi ce fait est retiré.", field="reason")
    file = locked(event.file.commune)
    row = CommunalEvent.objects.select_for_update().get(pk=event.pk)
    if row.withdrawn_at is not None:
        raise Conflict("Ce fait est déjà retiré.")
    live = list(file.events.filter(withdrawn_at=None).exclude(pk=row.pk))
    for other in live:
        first = SUPPOSES.get(Kind(other.kind))
        if first == row.kind and not any(
            one.kind == first and one.happened_on <= other.happened_on for one in live
        ):  # fmt: skip
            raise Conflict(f"Un autre fait suppose celui-ci, à retirer d'abord : {other.get_kind_display().lower()}.")
    row.withdrawn_at, row.withdrawn_why = at, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_why"])
    refresh(file)
    tell("withdrawn", file, by, at, fact=row.get_kind_display(), reason=reason)
    return row


@transaction.atomic
def prepare_notice(*, commune: Commune, by: StaffMember, at: datetime) -> Letter:
    """The letter by which the prefect notifies the duty (T04), with every reason and its article."""
    on = allowed(by, at)
    file = locked(commune)
    why = reasons_of(known_commune(commune.pk), terms_on(on).seismic_from)
    if not why:
        raise DomainError("Aucun motif n'oblige cette commune : compléter d'abord son profil de risques.")
    if file.notified_on is not None:
        raise Conflict(f"L'obligation est notifiée depuis le {french_long(file.notified_on)}.")
    years = int(parameter(PLAN_YEARS, on))
    file.notice = write_letter(
        kind="letter",
        title=f"Obligation d'un plan communal de sauvegarde, {commune.name}",
        template="letters/civil_protection/plan_notice.html",
        to=town_hall_of(commune),
        reference=f"PCS {commune.pk}",
        by=by,
        at=at,
        commune=commune.name,
        reasons=[{"label": reason.label, "article": reason.article} for reason in why],
        years=years,
        revision_years=int(parameter(REVISION_YEARS, on)),
        exercise_years=int(parameter(EXERCISE_YEARS, on)),
    )
    file.save(update_fields=["notice"])
    tell("notice", file, by, at, reasons=[reason.label for reason in why])
    return file.notice


# --- content, people and means --------------------------------------------------------------------------------


@transaction.atomic
def check_content(*, commune: Commune, content: Sequence[str], by: StaffMember, at: datetime) -> CommunalFile:
    """Which points the plan received holds."""
    allowed(by, at)
    file = locked(commune)
    if set(content) - set(CONTENT):
        raise DomainError("Ce point du contenu n'est pas connu.", field="content")
    if file.received_on is None:
        raise DomainError("Le plan n'est pas encore reçu en préfecture.")
    file.content = [code for code in CONTENT if code in content]
    file.save(update_fields=["content"])
    tell("content", file, by, at, held=len(file.content), of=len(CONTENT))
    return file


@transaction.atomic
def record_means(
    *, commune: Commune, correspondent: str = "", referent: str = "", command_post: str = "",
    reserve_strength: int | None = None, sirens: int | None = None, phone_alert: str = "", dicrim_url: str = "",
    by: StaffMember, at: datetime,
) -> CommunalFile:  # fmt: skip
    """Who answers for the commune and with what; empty means not known."""
    allowed(by, at)
    texts = {"correspondent": correspondent, "referent": referent, "command_post": command_post,
             "phone_alert": phone_alert}  # fmt: skip
    for name, text in texts.items():
        check_text(text, field=name)
    file = locked(commune)
    wanted = {**texts, "reserve_strength": reserve_strength, "sirens": sirens, "dicrim_url": dicrim_url}
    changed = changes_of(file, wanted)
    for name, value in wanted.items():
        setattr(file, name, value)
    file.save(update_fields=list(wanted))
    # Which fields moved, and no name: the journal outlives an office.
    tell("means", file, by, at,
         what_changes=[str(CommunalFile._meta.get_field(name).verbose_name) for name in changed])  # fmt: skip
    return file


@transaction.atomic
def record_shelter(
    *, commune: Commune, name: str, address: str, beds: int, meals: int, accessible: bool, generator: bool,
    out_of_flood: bool, checked_on: date, shelter: Shelter | None = None, by: StaffMember, at: datetime,
) -> Shelter:  # fmt: skip
    """A place of shelter, new or corrected."""
    on = allowed(by, at)
    check_title(name, field="name")
    check_text(address, field="address")
    not_to_come(checked_on, on, "checked_on")
    file = locked(commune)
    if file.shelters.filter(name__iexact=name).exclude(pk=shelter.pk if shelter else None).exists():
        raise Conflict("Ce centre est déjà enregistré pour la commune.", field="name")
    row = shelter or Shelter(file=file)
    row.name, row.address, row.beds, row.meals, row.checked_on = name, address, beds, meals, checked_on
    row.accessible, row.generator, row.out_of_flood = accessible, generator, out_of_flood
    row.save()
    tell("shelter", file, by, at, name=name, beds=beds)
    return row


@transaction.atomic
def remove_shelter(*, shelter: Shelter, by: StaffMember, at: datetime) -> CommunalFile:
    """A place that no longer takes people in."""
    allowed(by, at)
    file = locked(shelter.file.commune)
    tell("shelter_removed", file, by, at, name=shelter.name)
    shelter.delete()
    return file


# --- the plan of the grouping of communes -------------------------------------------------------------------


@transaction.atomic
def record_intercommunal(
    *, name: str, drafting_on: date | None = None, adopted_on: date | None = None, received_on: date | None = None,
    exercised_on: date | None = None, note: str = "", document: UploadedFile | None = None,
    level: str = Level.INTERNAL, plan: IntercommunalPlan | None = None, by: StaffMember, at: datetime,
) -> IntercommunalPlan:  # fmt: skip
    """The plan of a grouping, new or further on. Its terms are counted from its own days."""
    on = allowed(by, at)
    check_title(name, field="name")
    check_text(note, field="note")
    days = {"drafting_on": drafting_on, "adopted_on": adopted_on, "received_on": received_on,
            "exercised_on": exercised_on}  # fmt: skip
    for field, day in days.items():
        not_to_come(day, on, field)
    if received_on and (adopted_on is None or received_on < adopted_on):
        raise DomainError("Un plan est reçu après avoir été arrêté.", field="received_on")
    if IntercommunalPlan.objects.filter(name__iexact=name).exclude(pk=plan.pk if plan else None).exists():
        raise Conflict("Cet établissement est déjà suivi.", field="name")
    row = plan or IntercommunalPlan(due_on=date.fromisoformat(parameter(INTERCOMMUNAL_DUE, on)))
    row.name, row.note = name, note
    for field, day in days.items():
        setattr(row, field, day)
    row.revision_due_on = adopted_on and add_months(adopted_on, 12 * int(parameter(REVISION_YEARS, adopted_on)))
    start = exercised_on or adopted_on
    row.exercise_due_on = start and add_months(start, 12 * int(parameter(EXERCISE_YEARS, start)))
    if document is not None:
        row.document = kept_plan(name, level, document, adopted_on or on, by, at)
    row.save()
    record(by=by, at=at, action="intercommunal_plan.recorded", subject=row, label=str(row), unit_code=UNIT,
           details={field: day.isoformat() for field, day in days.items() if day})  # fmt: skip
    return row


def kept_plan(
    name: str, level: str, upload: UploadedFile, day: date, by: StaffMember, at: datetime
) -> ProtectedDocument:
    return take_in(title=f"PICS, {name}"[:160], level=level, upload=upload, version=f"{day:%d/%m/%Y}", by=by, at=at)
