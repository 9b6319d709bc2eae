"""What a plan holds: its documents at two levels, its annexes with their own freshness, its reflex cards."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from civil_protection.plans import terms
from civil_protection.plans.models import Plan, PlanAnnex, PlanDocument, PlanPart, ReflexAction, ReflexCard
from civil_protection.plans.operations import allowed, locked, past, tell
from civil_protection.plans.parts import wanted_of
from civil_protection.protection.levels import Level
from civil_protection.protection.operations import take_in
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.web.errors import Conflict, DomainError


@transaction.atomic
def add_document(
    *, plan: Plan, role: str, level: str, title: str, document: UploadedFile, by: StaffMember, at: datetime
) -> PlanDocument:
    """A file of the version that is being written, or of the one in force when none is.

    The public version gives away nothing harmful (CSI, art. R741-31): it is public, and nothing else is.
    """
    allowed(by, at)
    row = locked(plan)
    if role == PlanDocument.Role.PUBLIC and level != Level.PUBLIC:
        raise DomainError("La version publique est au niveau public.", field="level")
    if role == PlanDocument.Role.BODY and level == Level.PUBLIC:
        raise DomainError("La version restreinte n'est pas publique : déposer une version publique à part.",
                          field="level")  # fmt: skip
    version = row.draft_version or row.version
    kept = take_in(title=title, level=level, upload=document, version=version, by=by, at=at)
    found = PlanDocument.objects.create(plan=row, role=role, document=kept)
    tell("document", row, by, at, title=title, role=found.get_role_display(), version=version)
    return found


# --- what the law wants in it -------------------------------------------------------------------------------


@transaction.atomic
def note_parts(*, plan: Plan, parts: Mapping[str, tuple[str, str]], by: StaffMember, at: datetime) -> Plan:
    """Where each thing that the law wants is in this version, or why it has no place there: code → (where, why not).

    Neither of the two: it was not found.
    """
    allowed(by, at)
    row = locked(plan)
    known = {part.code for part in wanted_of(row)}
    version = row.draft_version or row.version
    made = []
    for code, (place, absent_why) in parts.items():
        if code not in known:
            raise DomainError("Ce contenu n'est pas exigé pour ce plan.")
        check_text(place, field=f"place_{code}")
        check_text(absent_why, field=f"absent_{code}")
        if place and absent_why:
            raise DomainError("Dire où il est, ou pourquoi il est sans objet, pas les deux.", field=f"absent_{code}")
        if place or absent_why:
            made.append(PlanPart(plan=row, version=version, code=code, place=place, absent_why=absent_why, noted_at=at,
                                 noted_by=by))  # fmt: skip
    row.parts.filter(version=version, code__in=parts).delete()
    PlanPart.objects.bulk_create(made)
    tell("parts", row, by, at, version=version, found=len(made), wanted=len(known))
    return row


# --- annexes ------------------------------------------------------------------------------------------------


@transaction.atomic
def add_annex(
    *, plan: Plan, kind: str, number: str, title: str, updated_on: date, validity_months: int | None = None,
    by: StaffMember, at: datetime,
) -> PlanAnnex:  # fmt: skip
    """An annex with its own freshness: a directory lives as long as the value says, unless told otherwise."""
    allowed(by, at)
    row = locked(plan)
    check_title(title)
    past(updated_on, at, "updated_on")
    if row.annexes.filter(number=number).exists():
        raise Conflict("Une annexe de ce plan porte déjà ce numéro.", field="number")
    if validity_months is None and kind == PlanAnnex.Kind.DIRECTORY:
        validity_months = value(terms.DIRECTORY, updated_on)
    annex = PlanAnnex.objects.create(
        plan=row, kind=kind, number=number, title=title, version=f"{updated_on:%Y-%m}", updated_on=updated_on,
        validity_months=validity_months, valid_until=end_of(updated_on, validity_months),
    )  # fmt: skip
    tell("annex", row, by, at, title=str(annex), updated_on=updated_on.isoformat())
    return annex


def end_of(updated_on: date, months: int | None) -> date | None:
    return add_months(updated_on, months) if months else None


@transaction.atomic
def refresh_annex(
    *, annex: PlanAnnex, updated_on: date, version: str = "", validity_months: int | None = None,
    by: StaffMember, at: datetime,
) -> PlanAnnex:  # fmt: skip
    """The annex was read again and brought up to date."""
    allowed(by, at)
    past(updated_on, at, "updated_on")
    check_text(version, field="version")
    row = PlanAnnex.objects.select_for_update(of=("self",)).select_related("plan").get(pk=annex.pk)
    if updated_on < row.updated_on:
        raise DomainError("Cette date précède la dernière mise à jour.", field="updated_on")
    row.updated_on, row.validity_months = updated_on, validity_months
    row.version, row.valid_until = version or f"{updated_on:%Y-%m}", end_of(updated_on, validity_months)
    row.save()
    tell("annex_refreshed", row.plan, by, at, title=str(row), updated_on=updated_on.isoformat())
    return row


# --- reflex cards -------------------------------------------------------------------------------------------


@transaction.atomic
def add_card(
    *, plan: Plan, number: str, title: str, recipient: str, trigger: str, by: StaffMember, at: datetime
) -> ReflexCard:
    allowed(by, at)
    row = locked(plan)
    check_title(title)
    check_text(trigger, field="trigger")
    if row.cards.filter(number=number).exists():
        raise Conflict("Une fiche de ce plan porte déjà ce numéro.", field="number")
    card = ReflexCard.objects.create(
        plan=row, number=number, title=title, recipient=recipient, trigger=trigger, updated_on=paris_day(at)
    )
    tell("card", row, by, at, title=str(card), recipient=card.get_recipient_display())
    return card


@transaction.atomic
def add_action(
    *, card: ReflexCard, phase: int, text: str, delay_minutes: int | None = None, by: StaffMember, at: datetime
) -> ReflexAction:
    """One action more at the end of its phase."""
    allowed(by, at)
    check_text(text, field="text")
    row = locked_card(card)
    last = row.actions.filter(phase=phase).aggregate(last=Max("position"))["last"]
    action = ReflexAction.objects.create(
        card=row, phase=phase, position=(last or 0) + 1, text=text, delay_minutes=delay_minutes
    )
    touch(row, by, at, text)
    return action


@transaction.atomic
def remove_action(*, action: ReflexAction, by: StaffMember, at: datetime) -> None:
    """Checklists already opened in a crisis keep their copy."""
    allowed(by, at)
    row = locked_card(action.card)
    text = action.text
    action.delete()
    touch(row, by, at, text, verb="action_removed")


def locked_card(card: ReflexCard) -> ReflexCard:
    return ReflexCard.objects.select_for_update(of=("self",)).select_related("plan").get(pk=card.pk)


def touch(card: ReflexCard, by: StaffMember, at: datetime, text: str, verb: str = "action") -> None:
    card.updated_on = paris_day(at)
    card.save(update_fields=["updated_on"])
    tell(verb, card.plan, by, at, title=str(card), text=text)
