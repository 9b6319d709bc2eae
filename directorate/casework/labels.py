"""Labels: words by which a bureau gathers some of its cases."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from directorate.casework.errors import TransitionNotAllowed
from directorate.casework.models import Case, CaseLabel, Label
from directorate.casework.move import paris_day
from directorate.casework.operations import locked_case, note_on, touch
from directorate.casework.policies import AUTHORITIES, works_on_case
from directorate.journal.operations import record
from directorate.org.models import StaffMember, Unit
from directorate.org.queries import heads_units, posting_on
from directorate.web.errors import DomainError, NotAllowed


def labels_seen_by(staff: StaffMember, on: date) -> QuerySet[Label]:
    """Those of the own bureau; the authorities see all."""
    posting = posting_on(staff, on)
    if posting is None:
        return Label.objects.none()
    labels = Label.objects.select_related("unit")
    return labels if posting.role in AUTHORITIES else labels.filter(unit_id=posting.unit_id)


@transaction.atomic
def create_label(*, unit: Unit, name: str, tone: str, by: StaffMember, at: datetime) -> Label:
    label = Label(unit=unit, name=" ".join(name.split()), tone=tone)
    return keep(label, "label.created", by=by, at=at)


@transaction.atomic
def change_label(*, label: Label, name: str, tone: str, is_active: bool, by: StaffMember, at: datetime) -> Label:
    """Another name or colour; a label out of use stays on its cases and is no longer offered."""
    label = Label.objects.select_for_update(of=("self",)).select_related("unit").get(pk=label.pk)
    label.name, label.tone, label.is_active = " ".join(name.split()), tone, is_active
    return keep(label, "label.changed", by=by, at=at)


def keep(label: Label, action: str, *, by: StaffMember, at: datetime) -> Label:
    if label.unit_id not in heads_units(by, paris_day(at)):
        raise NotAllowed("Les étiquettes d'un bureau sont tenues par son chef ou son adjoint.")
    others = Label.objects.filter(unit=label.unit, name__iexact=label.name).exclude(pk=label.pk)
    if others.exists():
        raise DomainError("Ce service a déjà une étiquette de ce nom.", field="name")
    label.save()
    record(
        by=by,
        at=at,
        action=action,
        subject=label,
        label=label.name,
        unit_code=label.unit_id,
        details={"tone": label.get_tone_display(), "is_active": label.is_active},
    )
    return label


@transaction.atomic
def set_labels(
    *,
    case: Case,
    by: StaffMember,
    at: datetime,
    put: Iterable[Label] = (),
    removed: Iterable[Label] = (),
    version: int | None = None,
) -> Case:
    """Put labels on a case and take others off. What is already so stays so; only a change is recorded."""
    locked = locked_case(case, version)
    if not works_on_case(by, locked, paris_day(at)):
        raise TransitionNotAllowed("Vous ne pouvez pas étiqueter ce dossier.")
    there = set(locked.labels.values_list("pk", flat=True))
    new = [label for label in put if label.pk not in there]
    gone = [label for label in removed if label.pk in there]
    if any(label.unit_id != locked.unit_id or not label.is_active for label in new):
        raise DomainError("Cette étiquette n'est pas de celles du service de ce dossier.", field="labels")
    if not new and not gone:
        return locked
    CaseLabel.objects.bulk_create(CaseLabel(case=locked, label=label, put_by=by, put_at=at) for label in new)
    CaseLabel.objects.filter(case=locked, label__in=gone).delete()
    touch(locked, by, at)
    note_on(
        locked,
        "case.labelled",
        by=by,
        at=at,
        details={"put": [label.name for label in new], "removed": [label.name for label in gone]},
    )
    return locked
