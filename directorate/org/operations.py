"""Writing people and powers: postings, absences, delegations. Every change locks, checks, and enters the journal."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from directorate.journal.operations import record
from directorate.org import scopes
from directorate.org.chart import units_of_the_chart
from directorate.org.errors import AbsenceRefused, AlreadyDone, DelegationRefused, PostingRefused
from directorate.org.models import Absence, Posting, SignatureDelegation, StaffMember, Unit
from directorate.org.queries import forget_postings, posting_on, signing_facts
from directorate.org.signing import EVERYTHING, ORDER_NUMBER, french_date

LONGEST_ABSENCE = timedelta(days=366)
# How a service is reached, in words.
REACHED_BY = {"address": "Adresse postale", "email": "Adresse électronique", "phone": "Téléphone"}


# --- units --------------------------------------------------------------------------------------------------


@transaction.atomic
def load_units(*, at: datetime) -> int:
    """Create the units of the chart that are missing; returns how many. What exists is left as people made it."""
    known = set(Unit.objects.values_list("code", flat=True))
    rows = [(rank, unit) for rank, unit in enumerate(units_of_the_chart()) if unit.code not in known]
    for rank, unit in rows:
        Unit.objects.create(
            code=unit.code, name=unit.name, short_name=unit.short_name, parent_id=unit.parent,
            headcount=unit.headcount, rank=rank,
        )  # fmt: skip
    if rows:
        record(
            by=None,
            at=at,
            action="unit.loaded",
            subject=("unit", "initial"),
            label="Organigramme initial",
            details={"units": [unit.code for _, unit in rows]},
        )
    return len(rows)


@transaction.atomic
def change_unit(*, unit: Unit, address: str, email: str, phone: str, by, at: datetime) -> Unit:
    """Write where a service is reached: its letters and the mentions of an acknowledgement say so (CRPA R112-5)."""
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    values = {"address": address, "email": email, "phone": phone}
    before = {name: getattr(unit, name) for name in values}
    if before == values:
        return unit
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(values))
    record(
        by=by,
        at=at,
        action="unit.changed",
        subject=unit,
        label=str(unit),
        unit_code=unit.pk,
        details={
            "changes": [
                {"label": label, "before": before[name], "after": values[name]}
                for name, label in REACHED_BY.items()
                if before[name] != values[name]
            ]
        },
    )
    return unit


# --- postings -----------------------------------------------------------------------------------------------


@transaction.atomic
def record_posting(
    *, staff: StaffMember, unit: Unit, role: str, starts_on: date, ends_on: date | None = None, by, at: datetime
) -> Posting:
    """Post somebody in a unit. A posting still open the day before ends that day, with what lapses with it."""
    lock_people(staff)
    if ends_on is not None and ends_on <= starts_on:
        raise PostingRefused("La fin de l'affectation doit suivre son début.", field="ends_on")
    current = staff.postings.filter(ends_on__isnull=True, starts_on__lt=starts_on).first()
    if current is not None:
        continues = (current.unit_id, current.role) == (unit.pk, role)
        _close_posting(current, starts_on, by=by, at=at, office_kept=continues)
    overlap = staff.postings.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
    if ends_on is not None:
        overlap = overlap.filter(starts_on__lt=ends_on)
    if other := overlap.first():
        raise PostingRefused(
            f"{staff} a déjà une affectation à ces dates : {other.get_role_display()}, {other.unit}, "
            f"à compter du {french_date(other.starts_on)}.",
            field="starts_on",
        )
    posting = Posting.objects.create(staff=staff, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on)
    forget_postings(staff)
    record(
        by=by,
        at=at,
        action="posting.recorded",
        subject=staff,
        label=str(staff),
        unit_code=unit.pk,
        details={"unit": unit.pk, "role": role, "starts_on": _iso(starts_on), "ends_on": _iso(ends_on)},
    )
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, ends_on: date, by, at: datetime) -> list[SignatureDelegation]:
    """End a posting on a day (excluded). Returns the delegations that lapse with it: none of them may be used again."""
    lock_people(posting.staff)
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    if posting.ends_on is not None:
        raise AlreadyDone(f"Cette affectation a déjà pris fin le {french_date(posting.ends_on)}.")
    if ends_on <= posting.starts_on:
        raise PostingRefused("La fin de l'affectation doit suivre son début.", field="ends_on")
    return _close_posting(posting, ends_on, by=by, at=at)


@transaction.atomic
def withdraw_posting(*, posting: Posting, by, at: datetime) -> Posting:
    """Take back a posting that has not begun, written by mistake: no act was done under it."""
    lock_people(posting.staff)
    posting = Posting.objects.select_for_update(of=("self",)).select_related("staff").get(pk=posting.pk)
    if posting.starts_on <= localdate(at):
        raise PostingRefused("Cette affectation a commencé : elle se termine, elle ne se retire plus.")
    record(
        by=by,
        at=at,
        action="posting.withdrawn",
        subject=posting.staff,
        label=str(posting.staff),
        unit_code=posting.unit_id,
        details={"unit": posting.unit_id, "role": posting.role, "starts_on": _iso(posting.starts_on)},
    )
    posting.delete()
    forget_postings(posting.staff)
    return posting


def _close_posting(posting, ends_on, *, by, at, office_kept=False) -> list[SignatureDelegation]:
    posting.ends_on = ends_on
    posting.save(update_fields=["ends_on"])
    forget_postings(posting.staff)
    lapsed = [] if office_kept else list(delegations_lapsing_with(posting))
    record(
        by=by,
        at=at,
        action="posting.ended",
        subject=posting.staff,
        label=str(posting.staff),
        unit_code=posting.unit_id,
        details={
            "role": posting.role,
            "ends_on": _iso(ends_on),
            "lapsed_delegations": [delegation.order_number for delegation in lapsed],
        },
    )
    for delegation in lapsed:
        _record_delegation(delegation, "lapsed", by=by, at=at, lapsed_on=_iso(ends_on), left=str(posting.staff))
    return lapsed


def delegations_lapsing_with(posting: Posting) -> Iterable[SignatureDelegation]:
    """Given, held or opened by the person, and still alive on the day the posting ends."""
    end = posting.ends_on
    return (
        SignatureDelegation.objects.filter(
            Q(delegator=posting.staff) | Q(delegate=posting.staff) | Q(stands_in_for=posting.staff)
        )
        .filter(signed_on__lt=end)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=end))
        .filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=end))
        .select_related("delegate", "delegator")
        .order_by("order_number", "id")
    )


# --- absences -----------------------------------------------------------------------------------------------


@transaction.atomic
def record_absence(
    *,
    staff: StaffMember,
    starts_on: date,
    ends_on: date,
    reason: str = Absence.Reason.LEAVE,
    substitute: StaffMember | None = None,
    handover_note: str = "",
    by,
    at: datetime,
) -> Absence:
    """Record days away, both included. The substitute must be in post and present on every one of them."""
    lock_people(staff, substitute)
    if ends_on < starts_on:
        raise AbsenceRefused("Le dernier jour d'absence doit suivre le premier.", field="ends_on")
    if ends_on - starts_on >= LONGEST_ABSENCE:
        raise AbsenceRefused("Une absence de plus d'un an se traite par une fin d'affectation.", field="ends_on")
    if posting_on(staff, starts_on) is None:
        raise AbsenceRefused(f"{staff} n'a pas d'affectation le {french_date(starts_on)}.", field="staff")
    if other := _absences_between(staff, starts_on, ends_on).first():
        raise AbsenceRefused(
            f"{staff} est déjà absent(e) du {french_date(other.starts_on)} au {french_date(other.ends_on)}.",
            field="starts_on",
        )
    if substitute is not None:
        _check_substitute(staff, substitute, starts_on, ends_on)
    absence = Absence.objects.create(
        staff=staff,
        substitute=substitute,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        handover_note=handover_note,
        recorded_by=by,
    )
    posting = posting_on(staff, starts_on)
    # The reason of an absence is private to the service: the journal keeps the days and who stands in.
    record(
        by=by,
        at=at,
        action="absence.recorded",
        subject=absence,
        label=str(absence),
        unit_code=posting.unit_id,
        details={
            "starts_on": _iso(starts_on),
            "ends_on": _iso(ends_on),
            "substitute": str(substitute) if substitute else "",
        },
    )
    return absence


@transaction.atomic
def change_absence(
    *,
    absence: Absence,
    starts_on: date,
    ends_on: date,
    reason: str,
    substitute: StaffMember | None = None,
    handover_note: str = "",
    by,
    at: datetime,
) -> Absence:
    """Move, lengthen or shorten an absence, or change who stands in. What has passed of it stays as it was."""
    lock_people(absence.staff, substitute)
    absence = Absence.objects.select_for_update(of=("self",)).select_related("staff", "substitute").get(pk=absence.pk)
    today = localdate(at)
    _check_changeable(absence, today)
    before = {
        "starts_on": _iso(absence.starts_on),
        "ends_on": _iso(absence.ends_on),
        "substitute": str(absence.substitute or ""),
    }
    if absence.starts_on <= today and starts_on != absence.starts_on:
        raise AbsenceRefused("Cette absence a commencé : son premier jour ne change plus.", field="starts_on")
    if ends_on < starts_on:
        raise AbsenceRefused("Le dernier jour d'absence doit suivre le premier.", field="ends_on")
    if ends_on - starts_on >= LONGEST_ABSENCE:
        raise AbsenceRefused("Une absence de plus d'un an se traite par une fin d'affectation.", field="ends_on")
    if ends_on < absence.ends_on and ends_on < today - timedelta(days=1):
        raise AbsenceRefused(
            "Des actes ont pu être signés pendant les jours passés : l'absence finit hier au plus tôt.", field="ends_on"
        )
    if other := _absences_between(absence.staff, starts_on, ends_on).exclude(pk=absence.pk).first():
        raise AbsenceRefused(
            f"{absence.staff} est déjà absent(e) du {french_date(other.starts_on)} au {french_date(other.ends_on)}.",
            field="ends_on",
        )
    if substitute is not None and ends_on >= today:
        _check_substitute(absence.staff, substitute, max(starts_on, today), ends_on)
    absence.starts_on, absence.ends_on, absence.reason = starts_on, ends_on, reason
    absence.substitute, absence.handover_note = substitute, handover_note
    absence.save(update_fields=["starts_on", "ends_on", "reason", "substitute", "handover_note"])
    posting = posting_on(absence.staff, starts_on)
    record(
        by=by,
        at=at,
        action="absence.changed",
        subject=absence,
        label=str(absence),
        unit_code=posting.unit_id if posting else "",
        details={
            "starts_on": _iso(starts_on),
            "ends_on": _iso(ends_on),
            "substitute": str(substitute) if substitute else "",
            "before": before,
        },
    )
    return absence


def _check_changeable(absence: Absence, today: date) -> None:
    if absence.cancelled_at is not None:
        raise AlreadyDone("Cette absence est annulée.")
    if absence.ends_on < today:
        raise AbsenceRefused("Cette absence est terminée : des actes ont pu être signés pendant sa durée.")


def _check_substitute(staff, substitute, starts_on, ends_on) -> None:
    if substitute == staff:
        raise AbsenceRefused("On ne se supplée pas soi-même.", field="substitute")
    first, last = posting_on(substitute, starts_on), posting_on(substitute, ends_on)
    if first is None or last is None:
        raise AbsenceRefused(
            f"{substitute} n'a pas d'affectation pendant toute l'absence et ne peut assurer la suppléance.",
            field="substitute",
        )
    if away := _absences_between(substitute, starts_on, ends_on).first():
        raise AbsenceRefused(
            f"{substitute} est aussi absent(e), du {french_date(away.starts_on)} au {french_date(away.ends_on)} : "
            "choisissez un autre suppléant.",
            field="substitute",
        )


def _absences_between(staff, starts_on, ends_on):
    return Absence.objects.filter(
        staff=staff, cancelled_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on
    )


@transaction.atomic
def cancel_absence(*, absence: Absence, by, at: datetime) -> Absence:
    """Cancel an absence to come, or end one that has begun on the day before `at`. A past absence stays as it was."""
    lock_people(absence.staff)
    absence = Absence.objects.select_for_update(of=("self",)).select_related("staff").get(pk=absence.pk)
    today = localdate(at)
    if absence.cancelled_at is not None:
        raise AlreadyDone("Cette absence est déjà annulée.")
    if absence.ends_on < today:
        raise AbsenceRefused("Cette absence est terminée : des actes ont pu être signés pendant sa durée.")
    if absence.starts_on < today:
        absence.ends_on = today - timedelta(days=1)
        absence.save(update_fields=["ends_on"])
        action = "absence.shortened"
    else:
        absence.cancelled_at = at
        absence.save(update_fields=["cancelled_at"])
        action = "absence.cancelled"
    record(by=by, at=at, action=action, subject=absence, label=str(absence), details={"ends_on": _iso(absence.ends_on)})
    return absence


# --- delegations --------------------------------------------------------------------------------------------


@transaction.atomic
def grant_delegation(
    *,
    delegator: StaffMember,
    delegate: StaffMember,
    order_number: str,
    signed_on: date,
    starts_on: date,
    procedures: Iterable[str],
    act_kinds: Iterable[str],
    ends_on: date | None = None,
    in_absence_only: bool = False,
    stands_in_for: StaffMember | None = None,
    may_be_subdelegated: bool = False,
    by,
    at: datetime,
) -> SignatureDelegation:
    """Record a signed arrêté of delegation. It gives no power before the day after its publication."""
    lock_people(delegator, delegate)
    procedures, act_kinds = _scope(procedures), _scope(act_kinds)
    _check_order(order_number, signed_on, localdate(at))
    if starts_on < signed_on:
        raise DelegationRefused("Une délégation ne prend pas effet avant sa signature.", field="starts_on")
    if ends_on is not None and ends_on <= starts_on:
        raise DelegationRefused("La fin de la délégation doit suivre son début.", field="ends_on")
    _check_scope(procedures, act_kinds)
    if delegate == delegator:
        raise DelegationRefused("Le délégataire ne peut être le délégant.", field="delegate")
    if posting_on(delegate, starts_on) is None:
        raise DelegationRefused(f"{delegate} n'a pas d'affectation le {french_date(starts_on)}.", field="delegate")
    if in_absence_only and stands_in_for is None:
        raise DelegationRefused(
            "Nommer le délégataire principal dont l'absence ouvre la délégation.", field="stands_in_for"
        )
    if not in_absence_only:
        stands_in_for = None
    elif stands_in_for == delegate:
        raise DelegationRefused("Le délégataire ne peut être l'absent qu'il remplace.", field="stands_in_for")
    _check_delegator(delegator, signed_on)
    delegation = SignatureDelegation.objects.create(
        delegator=delegator,
        delegate=delegate,
        order_number=order_number,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        procedures=procedures,
        act_kinds=act_kinds,
        in_absence_only=in_absence_only,
        stands_in_for=stands_in_for,
        may_be_subdelegated=may_be_subdelegated,
    )
    _record_delegation(
        delegation,
        "granted",
        by=by,
        at=at,
        delegator=str(delegator),
        delegate=str(delegate),
        signed_on=_iso(signed_on),
        starts_on=_iso(starts_on),
        ends_on=_iso(ends_on),
        procedures=procedures,
        act_kinds=act_kinds,
        in_absence_of=str(stands_in_for) if stands_in_for else "",
        may_be_subdelegated=may_be_subdelegated,
    )
    return delegation


def _check_order(order_number, signed_on, today) -> None:
    if not re.fullmatch(ORDER_NUMBER, order_number, re.ASCII):
        raise DelegationRefused(
            "Le numéro d'un arrêté s'écrit AAAA/NNNNN, par exemple 2026/00012.", field="order_number"
        )
    if signed_on > today:
        raise DelegationRefused("L'arrêté ne peut être signé dans l'avenir.", field="signed_on")
    known = SignatureDelegation.objects.filter(order_number=order_number).exclude(signed_on=signed_on).first()
    if known is not None:
        raise DelegationRefused(
            f"L'arrêté n° {order_number} est déjà enregistré, signé le {french_date(known.signed_on)}.",
            field="signed_on",
        )


def _check_scope(procedures, act_kinds) -> None:
    for field, codes, known in (
        ("procedures", procedures, scopes.PROCEDURE_LABELS),
        ("act_kinds", act_kinds, scopes.ACT_KIND_LABELS),
    ):
        if not codes:
            raise DelegationRefused("Choisissez au moins une valeur, ou « toutes ».", field=field)
        unknown = [code for code in codes if code != EVERYTHING and code not in known]
        if unknown:
            raise DelegationRefused(f"Valeur inconnue : {', '.join(unknown)}.", field=field)


def _check_delegator(delegator, signed_on) -> None:
    posting = posting_on(delegator, signed_on)
    if posting is None:
        raise DelegationRefused(f"{delegator} n'était pas en fonctions le {french_date(signed_on)}.", field="delegator")
    if posting.role == Posting.Role.PREFECT:
        return
    held = signing_facts(signed_on).held_by(delegator.pk)
    if not any(source.may_be_subdelegated and not source.in_absence_only for source in held):
        raise DelegationRefused(
            f"{delegator} ne détient pas de délégation du préfet qui autorise la subdélégation.", field="delegator"
        )


def _scope(codes: Iterable[str]) -> list[str]:
    """Sorted and without repetition; "everything" swallows the rest."""
    unique = sorted(set(codes))
    return [EVERYTHING] if EVERYTHING in unique else unique


@transaction.atomic
def publish_delegation(
    *, delegation: SignatureDelegation, published_on: date, register_reference: str, by, at: datetime
) -> SignatureDelegation:
    """Record the publication in the official register: the delegation may be used from the next day (CRPA L221-2)."""
    delegation = _locked(delegation)
    if delegation.published_on is not None:
        raise AlreadyDone(f"Cette délégation est déjà publiée, le {french_date(delegation.published_on)}.")
    _refuse_if_revoked(delegation, localdate(at))
    if published_on < delegation.signed_on:
        raise DelegationRefused(
            f"La publication ne peut précéder la signature de l'arrêté ({french_date(delegation.signed_on)}).",
            field="published_on",
        )
    if published_on > localdate(at):
        raise DelegationRefused("La publication ne peut être datée dans l'avenir.", field="published_on")
    if not register_reference.strip():
        raise DelegationRefused(
            "Indiquez la référence au recueil des actes administratifs.", field="register_reference"
        )
    delegation.published_on = published_on
    delegation.register_reference = register_reference.strip()
    delegation.save(update_fields=["published_on", "register_reference"])
    _record_delegation(
        delegation,
        "published",
        by=by,
        at=at,
        published_on=_iso(published_on),
        register_reference=delegation.register_reference,
    )
    return delegation


@transaction.atomic
def suspend_delegation(
    *, delegation: SignatureDelegation, suspended_from: date, reason: str, by, at: datetime
) -> SignatureDelegation:
    """Stop a delegation from a day on. Never in the past: acts may have been signed since."""
    delegation = _locked(delegation)
    if delegation.suspended_from is not None:
        raise AlreadyDone(
            f"Cette délégation est déjà suspendue, à compter du {french_date(delegation.suspended_from)}."
        )
    _refuse_if_revoked(delegation, localdate(at))
    if suspended_from < localdate(at):
        raise DelegationRefused(
            "Une suspension ne se date pas dans le passé : des actes ont pu être signés depuis.",
            field="suspended_from",
        )
    if not reason.strip():
        raise DelegationRefused("Indiquez le motif de la suspension.", field="reason")
    delegation.suspended_from = suspended_from
    delegation.suspension_reason = reason.strip()
    delegation.save(update_fields=["suspended_from", "suspension_reason"])
    _record_delegation(
        delegation, "suspended", by=by, at=at, suspended_from=_iso(suspended_from), reason=delegation.suspension_reason
    )
    return delegation


@transaction.atomic
def revoke_delegation(*, delegation: SignatureDelegation, revoked_on: date, by, at: datetime) -> SignatureDelegation:
    """Record the repeal of the arrêté: from that day on it gives no power."""
    delegation = _locked(delegation)
    if delegation.revoked_on is not None:
        raise AlreadyDone(f"Cette délégation est déjà abrogée, au {french_date(delegation.revoked_on)}.")
    if revoked_on < localdate(at):
        raise DelegationRefused(
            "Une abrogation ne se date pas dans le passé : des actes ont pu être signés depuis.", field="revoked_on"
        )
    delegation.revoked_on = revoked_on
    delegation.save(update_fields=["revoked_on"])
    _record_delegation(delegation, "revoked", by=by, at=at, revoked_on=_iso(revoked_on))
    return delegation


def _locked(delegation: SignatureDelegation) -> SignatureDelegation:
    return (
        SignatureDelegation.objects.select_for_update(of=("self",))
        .select_related("delegate", "delegator")
        .get(pk=delegation.pk)
    )


def _refuse_if_revoked(delegation, today) -> None:
    if delegation.revoked_on is not None and delegation.revoked_on <= today:
        raise AlreadyDone(f"Cette délégation est abrogée depuis le {french_date(delegation.revoked_on)}.")


def _record_delegation(delegation, verb, *, by, at, **details) -> None:
    record(by=by, at=at, action=f"delegation.{verb}", subject=delegation, label=str(delegation), details=details)


def lock_people(*people: StaffMember | None) -> None:
    """Lock their rows in one order, so that two colleagues cannot write overlapping dates for the same person."""
    keys = sorted({person.pk for person in people if person is not None})
    list(StaffMember.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
