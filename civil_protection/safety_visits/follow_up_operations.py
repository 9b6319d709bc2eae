"""What follows an unfavourable opinion: the mayor's decision, the escalation, substitution, lifting.

Every act locks the follow-up, refuses what the law or the clock forbids, and adds a step.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from civil_protection.establishments.models import Establishment, Opinion
from civil_protection.establishments.operations import ON_OPINION, note_opinion
from civil_protection.protection.acts import enter, number_of_ours
from civil_protection.protection.papers import town_hall_of, write_letter
from civil_protection.protection.words import check_text
from civil_protection.safety_visits import follow_up
from civil_protection.safety_visits.doorstep import allowed, tell, within
from civil_protection.safety_visits.models import FollowUpStep, SafetyRequirement, SafetyVisit, UnfavourableOpinion
from civil_protection.safety_visits.papers import closing_words, reminder_words
from civil_protection.safety_visits.terms import NOTICE_DAYS, REPLY_DAYS
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.web.errors import Conflict, DomainError

THE_OPINION = "l'avis défavorable"


def live(opinion: UnfavourableOpinion) -> UnfavourableOpinion:
    """The follow-up, locked, not lifted."""
    row = (
        UnfavourableOpinion.objects.select_for_update(of=("self",))
        .select_related("establishment__commune")
        .get(pk=opinion.pk)
    )
    if row.lifted_on is not None:
        raise Conflict(f"Cet avis défavorable est levé depuis le {french_long(row.lifted_on)}.")
    return row


def step(
    row: UnfavourableOpinion, day: date, label: str, by: StaffMember | None, at: datetime, *, note: str = "",
    **values: Any,
) -> UnfavourableOpinion:  # fmt: skip
    """The follow-up with its new values and one more step; the last one by its day is the one that lists show."""
    FollowUpStep.objects.create(opinion=row, happened_on=day, label=label, note=note, recorded_at=at, recorded_by=by)
    if row.last_step_on is None or day >= row.last_step_on:
        values |= {"last_step": label, "last_step_on": day}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    tell("unfavourable_opinion.step", row, by, at, step=label, on=day.isoformat())
    return row


@transaction.atomic
def open_follow_up(
    *, establishment: Establishment, opened_on: date, reasons: str, is_danger: bool = False, by: StaffMember,
    at: datetime,
) -> UnfavourableOpinion:  # fmt: skip
    """The follow-up of an unfavourable opinion, of a visit or of a file; a confirmed opinion keeps its own."""
    within(opened_on, None, allowed(by, at), "opinion_on")
    check_text(reasons, field="reasons")
    if not reasons.strip():
        raise DomainError("Un avis défavorable est motivé.", field="reasons")
    Establishment.objects.select_for_update().only("pk").get(pk=establishment.pk)
    row = UnfavourableOpinion.objects.filter(establishment=establishment, lifted_on=None).first()
    if row is not None:
        note = reasons if reasons != row.reasons else ""
        return step(row, opened_on, "Avis défavorable confirmé", by, at, note=note,
                    is_danger=row.is_danger or is_danger)  # fmt: skip
    row = UnfavourableOpinion.objects.create(
        establishment=establishment, opened_on=opened_on, reasons=reasons, is_danger=is_danger
    )
    return step(row, opened_on, "Avis défavorable", by, at)


@transaction.atomic
def follow_file(
    *, establishment: Establishment, opened_on: date, reasons: str, is_danger: bool = False, by: StaffMember,
    at: datetime,
) -> UnfavourableOpinion:  # fmt: skip
    """An unfavourable opinion given without a visit: the register and the follow-up learn it together."""
    within(opened_on, None, allowed(by, at), "opened_on")
    row = open_follow_up(establishment=establishment, opened_on=opened_on, reasons=reasons, is_danger=is_danger,
                         by=by, at=at)  # fmt: skip
    note_opinion(establishment=establishment, opinion=Opinion.UNFAVOURABLE, given_on=opened_on, reason=reasons[:200],
                 by=by, at=at)  # fmt: skip
    return row


def follow_opinion(
    establishment: Establishment, opinion: str, given_on: date, reason: str, by: StaffMember, at: datetime
) -> None:
    """An opinion given on a file, whoever records it: unfavourable, it is followed; favourable, it lifts (inv. 5)."""
    row = UnfavourableOpinion.objects.filter(establishment=establishment, lifted_on=None).first()
    if opinion == Opinion.UNFAVOURABLE and row is None:
        open_follow_up(establishment=establishment, opened_on=given_on, reasons=reason or "Avis donné sur dossier",
                       by=by, at=at)  # fmt: skip
    elif opinion == Opinion.FAVOURABLE and row is not None and given_on >= row.opened_on:
        lifted(row, given_on, f"Avis favorable donné sur dossier : {reason}"[:500] if reason else
               "Avis favorable donné sur dossier", None, by, at)  # fmt: skip


if follow_opinion not in ON_OPINION:
    ON_OPINION.append(follow_opinion)


@transaction.atomic
def record_decision(
    *, opinion: UnfavourableOpinion, decision: str, decided_on: date, term_on: date | None = None,
    decision_act: str = "", note: str = "", by: StaffMember, at: datetime,
) -> UnfavourableOpinion:  # fmt: skip
    """What the mayor decided: to go on with delays, to put on notice, to close, or nothing."""
    on = allowed(by, at)
    check_text(note, field="note")
    check_text(decision_act, field="decision_act")
    row = live(opinion)
    within(decided_on, row.opened_on, on, "decided_on", THE_OPINION)
    if decision not in follow_up.DECISIONS or decision == follow_up.AWAITED:
        raise DomainError("Cette décision n'est pas connue.", field="decision")
    if decision in follow_up.WITH_TERM and (term_on is None or term_on < decided_on):
        raise DomainError("Indiquer le délai donné à l'exploitant, qui suit la décision.", field="term_on")
    if decision == follow_up.CLOSURE and not decision_act.strip():
        raise DomainError("Une fermeture est un arrêté du maire : indiquer sa référence.", field="decision_act")
    label = f"Décision du maire : {follow_up.DECISIONS[decision].lower()}"
    return step(row, decided_on, label, by, at, note=note, decision=decision, decided_on=decided_on,
                term_on=term_on if decision in follow_up.WITH_TERM else None, decision_act=decision_act)  # fmt: skip


@transaction.atomic
def record_plan(
    *, opinion: UnfavourableOpinion, action_plan: str, received_on: date, by: StaffMember, at: datetime
) -> UnfavourableOpinion:
    """The schedule of works that the operator undertakes."""
    on = allowed(by, at)
    check_text(action_plan, field="action_plan")
    row = live(opinion)
    within(received_on, row.opened_on, on, "received_on", THE_OPINION)
    return step(row, received_on, "Échéancier de l'exploitant", by, at, note=action_plan, action_plan=action_plan)


@transaction.atomic
def remind_mayor(
    *, opinion: UnfavourableOpinion, reminded_on: date, by: StaffMember, at: datetime
) -> UnfavourableOpinion:
    """T20: the prefect recalls the opinion and the powers of the mayor, who has decided nothing."""
    on = allowed(by, at)
    row = live(opinion)
    within(reminded_on, row.opened_on, on, "reminded_on", THE_OPINION)
    if row.decision in follow_up.DECIDED:
        raise Conflict("Le maire a déjà décidé : la lettre de rappel n'a plus d'objet.")
    if row.reminded_on is not None:
        raise Conflict(f"La lettre de rappel est datée du {french_long(row.reminded_on)}.")
    days = int(parameter(REPLY_DAYS, on))
    letter = letter_of(row, "Rappel d'un avis défavorable", "visit_reminder", by, at, days=days,
                       **reminder_words(row, on))  # fmt: skip
    return step(row, reminded_on, "Lettre de rappel du préfet au maire", by, at, reminded_on=reminded_on,
                reminder=letter)  # fmt: skip


def letter_of(row: UnfavourableOpinion, title: str, template: str, by: StaffMember, at: datetime, **facts: Any):
    return write_letter(
        kind="letter",
        title=f"{title}, {row.establishment.name}"[:160],
        template=f"letters/civil_protection/{template}.html",
        to=town_hall_of(row.establishment.commune),
        reference=f"AD-{row.pk}",
        by=by,
        at=at,
        **facts,
    )


@transaction.atomic
def record_meeting(
    *, opinion: UnfavourableOpinion, met_on: date, note: str, by: StaffMember, at: datetime
) -> UnfavourableOpinion:
    """The meeting with the mayor, and what came out of it."""
    on = allowed(by, at)
    check_text(note, field="note")
    row = live(opinion)
    within(met_on, row.opened_on, on, "met_on", THE_OPINION)
    if not note.strip():
        raise DomainError("Dire en quelques mots ce qui en ressort.", field="note")
    return step(row, met_on, "Réunion avec le maire", by, at, note=note, met_on=met_on)


@transaction.atomic
def propose_substitution(
    *, opinion: UnfavourableOpinion, proposed_on: date, note: str = "", by: StaffMember, at: datetime
) -> UnfavourableOpinion:
    """The service proposes to the director to put the mayor on notice, then to act instead."""
    on = allowed(by, at)
    check_text(note, field="note")
    row = live(opinion)
    within(proposed_on, row.opened_on, on, "proposed_on", THE_OPINION)
    if row.decision == follow_up.CLOSURE:
        raise Conflict("Le maire a ordonné la fermeture : il n'y a rien à proposer.")
    if row.proposed_on is not None:
        raise Conflict(f"La proposition est faite depuis le {french_long(row.proposed_on)}.")
    label = "Proposition de mise en demeure du maire au directeur des sécurités"
    return step(row, proposed_on, label, by, at, note=note, proposed_on=proposed_on)


@transaction.atomic
def put_mayor_on_notice(
    *, opinion: UnfavourableOpinion, noticed_on: date, notice_until: date | None = None, by: StaffMember, at: datetime
) -> UnfavourableOpinion:
    """T21: the mayor is put on notice to use his powers; without result, the prefect may act instead."""
    on = allowed(by, at)
    row = live(opinion)
    within(noticed_on, row.opened_on, on, "noticed_on", THE_OPINION)
    if row.decision == follow_up.CLOSURE:
        raise Conflict("Le maire a ordonné la fermeture : il n'y a pas lieu de le mettre en demeure.")
    if row.noticed_on is not None and row.notice_result != UnfavourableOpinion.Result.ACTED:
        raise Conflict(f"Le maire est mis en demeure depuis le {french_long(row.noticed_on)}.")
    until = notice_until or noticed_on + timedelta(days=int(parameter(NOTICE_DAYS, on)))
    if until <= noticed_on:
        raise DomainError("Le délai suit la mise en demeure.", field="notice_until")
    letter = letter_of(row, "Mise en demeure", "visit_notice", by, at, until=french_long(until),
                       **reminder_words(row, on))  # fmt: skip
    return step(row, noticed_on, f"Maire mis en demeure, jusqu'au {until:%d/%m/%Y}", by, at, noticed_on=noticed_on,
                notice_until=until, notice=letter, notice_result="")  # fmt: skip


@transaction.atomic
def record_result(
    *, opinion: UnfavourableOpinion, result: str, noted_on: date, note: str = "", by: StaffMember, at: datetime
) -> UnfavourableOpinion:
    """What the formal notice of the mayor gave: its result is known at once, its absence at its term."""
    on = allowed(by, at)
    check_text(note, field="note")
    row = live(opinion)
    if row.noticed_on is None:
        raise Conflict("Le maire n'est pas mis en demeure.")
    if row.notice_result:
        raise Conflict("Le résultat de la mise en demeure est déjà noté.")
    within(noted_on, row.noticed_on, on, "noted_on", "la mise en demeure")
    if result not in UnfavourableOpinion.Result.values:
        raise DomainError("Ce résultat n'est pas connu.", field="result")
    if result == UnfavourableOpinion.Result.NONE and noted_on <= row.notice_until:
        raise DomainError(
            f"La mise en demeure court jusqu'au {french_long(row.notice_until)} : attendre son terme.", field="noted_on"
        )
    label = f"Mise en demeure du maire : {UnfavourableOpinion.Result(result).label.lower()}"
    return step(row, noted_on, label, by, at, note=note, notice_result=result)


@transaction.atomic
def close_instead(
    *, opinion: UnfavourableOpinion, signed_on: date, infringements: str, works: str, number: str = "",
    by: StaffMember, at: datetime,
) -> UnfavourableOpinion:  # fmt: skip
    """T22: the prefect's order of closure instead of the mayor (CCH, art. R143-24 and R143-45), as it was signed."""
    on = allowed(by, at)
    check_text(infringements, field="infringements")
    check_text(works, field="works")
    row = live(opinion)
    if row.closed_on is not None:
        raise Conflict(f"La fermeture est ordonnée depuis le {french_long(row.closed_on)}.")
    within(signed_on, row.opened_on, on, "signed_on", THE_OPINION)
    why = follow_up.why_not_substitute(row.decision, row.noticed_on, row.notice_until, row.notice_result, signed_on)
    if why:
        raise DomainError(why, field="signed_on")
    within(signed_on, row.notice_until, on, "signed_on", "le terme de la mise en demeure")
    number = number_of_ours(number, signed_on)
    letter = enter(
        kind="police_measure", title=f"Arrêté de fermeture, {row.establishment.name}"[:160],
        template="letters/civil_protection/visit_closure.html",
        context=closing_words(row, on=signed_on, number=number, infringements=infringements, works=works),
        number=number, signed_on=signed_on, published=True, by=by, at=at,
    )  # fmt: skip
    return step(row, signed_on, f"Fermeture ordonnée par le préfet, arrêté n° {number}", by, at, closed_on=signed_on,
                order=letter, order_number=number)  # fmt: skip


@transaction.atomic
def lift(
    *, opinion: UnfavourableOpinion, lifted_on: date, lifted_why: str, visit: SafetyVisit | None = None,
    by: StaffMember, at: datetime,
) -> UnfavourableOpinion:  # fmt: skip
    """The commission is favourable again: the opinion of the establishment follows, its requirements are lifted.

    What the control visit found still open stays open.
    """
    on = allowed(by, at)
    check_text(lifted_why, field="lifted_why")
    row = live(opinion)
    within(lifted_on, row.opened_on, on, "lifted_on", THE_OPINION)
    if not lifted_why.strip():
        raise DomainError("Dire sur quoi se fonde la levée : visite de contrôle, dossier, avis de la commission.",
                          field="lifted_why")  # fmt: skip
    row = lifted(row, lifted_on, lifted_why, visit, by, at)
    if visit is None:
        note_opinion(establishment=row.establishment, opinion=Opinion.FAVOURABLE, given_on=lifted_on,
                     reason=lifted_why[:200], by=by, at=at)  # fmt: skip
    return row


def lifted(
    row: UnfavourableOpinion, lifted_on: date, why: str, visit: SafetyVisit | None, by: StaffMember, at: datetime
) -> UnfavourableOpinion:
    owed = SafetyRequirement.objects.filter(visit__follow_up=row, state__in=follow_up.LIVE)
    if visit is not None:
        owed = owed.exclude(checks__visit=visit, checks__state__in=follow_up.LIVE).exclude(visit=visit)
    SafetyRequirement.objects.filter(pk__in=list(owed.values_list("pk", flat=True))).update(
        state=follow_up.LIFTED, verified_on=lifted_on, verified_by=str(by)[:120]
    )
    return step(row, lifted_on, "Avis défavorable levé", by, at, note=why, lifted_on=lifted_on, lifted_why=why)
