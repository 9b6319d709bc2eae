"""Requests for recognition from their deposit to their notice, and what informs the public."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.acts import enter, number_of_ours
from civil_protection.protection.levels import Level
from civil_protection.protection.operations import take_in
from civil_protection.protection.papers import town_hall_of, write_letter
from civil_protection.protection.words import check_text, check_title
from civil_protection.public_information.deadlines import (
    WHY_NOT,
    last_day_to_ask,
    last_day_to_declare,
    straddles,
)
from civil_protection.public_information.models import (
    BuyerInformationOrder,
    Campaign,
    CommuneRisk,
    DepartmentalFile,
    DisasterRequest,
    ExpertReport,
    NaturalEvent,
    Phenomenon,
    Risk,
    RiskList,
)
from civil_protection.public_information.queries import concerned, days_of, disaster_terms, same_phenomenon
from civil_protection.public_information.terms import FILE_YEARS
from civil_protection.recording import not_to_come, tell
from directorate.casework.move import paris_day
from directorate.documents.models import Letter
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, add_months, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

State, Decision = DisasterRequest.State, DisasterRequest.Decision
REGISTER = "catnat"
SHORTEST_REASON = 10


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("L'information du public et les demandes CatNat sont suivies par les agents du service.")
    return on


# --- a request --------------------------------------------------------------------------------------------------


@transaction.atomic
def record_request(
    *, commune: Commune, phenomenon: str, began_at: datetime, ended_at: datetime, goods: int, insured: bool,
    channel: str, filed_on: date | None = None, by: StaffMember, at: datetime,
) -> DisasterRequest:  # fmt: skip
    """A request, filed or in preparation at the mairie: one for each phenomenon, one a year for a drought."""
    on = allowed(by, at)
    if phenomenon in WHY_NOT:
        raise DomainError(WHY_NOT[phenomenon], field="phenomenon")
    if phenomenon not in Phenomenon.values:
        raise DomainError("Ce phénomène n'est pas connu.", field="phenomenon")
    if ended_at < began_at:
        raise DomainError("La fin du phénomène précède son début.", field="ended_at")
    if began_at > at:
        raise DomainError("Cette date est dans l'avenir.", field="began_at")
    days = began_at.astimezone(PARIS).date(), ended_at.astimezone(PARIS).date()
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    if phenomenon == Phenomenon.DROUGHT:
        refuse_second_drought(commune, days)
    elif other := same_phenomenon(commune, phenomenon, days):
        raise Conflict(f"La demande {other.number} couvre déjà ce phénomène dans la commune.", field="began_at")
    year = at.astimezone(PARIS).year
    row = DisasterRequest.objects.create(
        number=f"CN-{year}-{take_number(REGISTER, year):03d}",
        commune=commune,
        phenomenon=phenomenon,
        began_at=began_at,
        ended_at=ended_at,
        year=days[0].year,
        goods=goods,
        insured=insured,
        channel=channel,
        due_on=last_day_to_ask(days[0], disaster_terms(on)),
        recorded_at=at,
    )
    tell("disaster_request.recorded", row, by, at, commune=commune.name, phenomenon=row.get_phenomenon_display())
    return file_request(request=row, filed_on=filed_on, by=by, at=at) if filed_on else row


def refuse_second_drought(commune: Commune, days: tuple[date, date]) -> None:
    if straddles(*days):
        raise DomainError("Une sécheresse se demande par année civile : deux années appellent deux demandes.",
                          field="ended_at")  # fmt: skip
    rows = DisasterRequest.objects.filter(commune=commune, phenomenon=Phenomenon.DROUGHT, year=days[0].year)
    if other := rows.exclude(state=State.INADMISSIBLE).first():
        raise Conflict(f"La commune a déjà une demande pour la sécheresse de {days[0].year} : {other.number}.",
                       field="began_at")  # fmt: skip


def locked(request: DisasterRequest, states: Iterable[str], what: str) -> DisasterRequest:
    """The request in a state where this may happen to it."""
    row = DisasterRequest.objects.select_for_update(of=("self",)).select_related("commune").get(pk=request.pk)
    if row.state not in states:
        raise Conflict(f"Cette demande ne peut pas être {what} : elle est à l'état « {row.get_state_display()} ».")
    return row


def moved(row: DisasterRequest, state: str, by: StaffMember, at: datetime, **values: Any) -> DisasterRequest:
    """The request with its new state and values; the journal says which state."""
    row.state = state
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *values])
    tell("disaster_request.moved", row, by, at, reached=row.get_state_display(), commune=row.commune.name)
    return row


@transaction.atomic
def file_request(*, request: DisasterRequest, filed_on: date, by: StaffMember, at: datetime) -> DisasterRequest:
    """The day of its deposit at the prefecture says whether it is in time: the last day still is."""
    not_to_come(filed_on, allowed(by, at), "filed_on")
    row = locked(request, (State.DRAFT,), "déposée")
    if filed_on < days_of(row)[0]:
        raise DomainError("Ce jour précède le phénomène.", field="filed_on")
    return moved(row, State.FILED, by, at, filed_on=filed_on, is_late=filed_on > row.due_on)


@transaction.atomic
def ask_pieces(
    *, request: DisasterRequest, asked_on: date, asked_what: str, by: StaffMember, at: datetime
) -> DisasterRequest:
    """What is missing, asked from the mairie."""
    not_to_come(asked_on, allowed(by, at), "asked_on")
    check_text(asked_what, field="asked_what")
    row = locked(request, (State.FILED, State.INCOMPLETE), "renvoyée à la commune")
    return moved(row, State.INCOMPLETE, by, at, asked_on=asked_on, asked_what=asked_what)


@transaction.atomic
def declare_complete(
    *, request: DisasterRequest, completed_on: date, goods: int, insured: bool, by: StaffMember, at: datetime
) -> DisasterRequest:
    """Complete: goods are touched, and one of them at least is insured."""
    not_to_come(completed_on, allowed(by, at), "completed_on")
    row = locked(request, (State.FILED, State.INCOMPLETE), "déclarée complète")
    if completed_on < row.filed_on:
        raise DomainError("Ce jour précède le dépôt.", field="completed_on")
    if goods < 1:
        raise DomainError("Indiquer le nombre de biens touchés.", field="goods")
    if not insured:
        raise DomainError("Un bien assuré au moins doit être touché : à défaut, la demande est irrecevable.",
                          field="insured")  # fmt: skip
    return moved(row, State.COMPLETE, by, at, completed_on=completed_on, goods=goods, insured=insured)


@transaction.atomic
def ask_report(
    *, request: DisasterRequest, organisation: str, asked_on: date, by: StaffMember, at: datetime
) -> ExpertReport:
    """An opinion on the rain, the ground or the levels."""
    not_to_come(asked_on, allowed(by, at), "asked_on")
    check_title(organisation, field="organisation")
    row = locked(request, (State.COMPLETE, State.EXPERTISE), "expertisée")
    if row.reports.filter(organisation__iexact=organisation, received_on=None).exists():
        raise Conflict("Un rapport de cet organisme est déjà attendu.", field="organisation")
    report = ExpertReport.objects.create(request=row, organisation=organisation, asked_on=asked_on)
    moved(row, State.EXPERTISE, by, at)
    return report


@transaction.atomic
def receive_report(
    *, request: DisasterRequest, report: ExpertReport, received_on: date, document: UploadedFile | None = None,
    level: str = Level.INTERNAL, by: StaffMember, at: datetime,
) -> ExpertReport:  # fmt: skip
    not_to_come(received_on, allowed(by, at), "received_on")
    row = locked(request, State.values, "complétée")
    found = row.reports.select_for_update().filter(pk=report.pk, received_on=None).first()
    if found is None:
        raise Conflict("Ce rapport est déjà reçu.", field="report")
    if received_on < found.asked_on:
        raise DomainError("Ce jour précède la demande du rapport.", field="received_on")
    if document is not None:
        title = f"{found}, {row}"
        found.document = take_in(title=title[:160], level=level, upload=document, by=by, at=at)
    found.received_on = received_on
    found.save(update_fields=["received_on", "document"])
    tell("disaster_request.report", row, by, at, organisation=found.organisation, on=received_on.isoformat())
    return found


@transaction.atomic
def transmit(
    *, request: DisasterRequest, transmitted_on: date, override_reason: str = "", by: StaffMember, at: datetime
) -> DisasterRequest:
    """To the ministry, with its letter. Out of time, only with the reason for doing so all the same (invariant 9)."""
    not_to_come(transmitted_on, allowed(by, at), "transmitted_on")
    check_text(override_reason, field="override_reason")
    row = locked(request, (State.COMPLETE, State.EXPERTISE), "transmise")
    if transmitted_on < row.completed_on:
        raise DomainError("Ce jour précède celui où la demande a été complète.", field="transmitted_on")
    if row.is_late and len(override_reason.strip()) < SHORTEST_REASON:
        raise DomainError(
            f"La demande est hors délai : le dernier jour était le {french_long(row.due_on)}. La transmettre tout de"
            " même suppose d'en écrire le motif.",
            field="override_reason",
        )
    row.override_reason = override_reason.strip() if row.is_late else ""
    letter = letter_of(row, "Transmission", "request_forwarded", MINISTRY, by, at)
    return moved(row, State.TRANSMITTED, by, at, transmitted_on=transmitted_on, transmission=letter,
                 override_reason=row.override_reason)  # fmt: skip


MINISTRY = {
    "civility": "Monsieur le directeur général",
    "name": "Direction générale de la sécurité civile et de la gestion des crises",
    "representative": "",
    "address": "Commission interministérielle CatNat",
}


def letter_of(
    row: DisasterRequest, what: str, template: str, to: Mapping[str, str], by: StaffMember, at: datetime
) -> Letter:
    first, last = days_of(row)
    return write_letter(
        kind="letter",
        title=f"{what} {row.number}, {row.commune.name}",
        template=f"letters/civil_protection/{template}.html",
        to=to,
        reference=row.number,
        by=by,
        at=at,
        commune=row.commune.name,
        phenomenon=row.get_phenomenon_display().lower(),
        began_on=french_long(first),
        ended_on=french_long(last),
        filed_on=french_long(row.filed_on),
        goods=row.goods,
        late_reason=row.override_reason,
        due_on=french_long(row.due_on),
        reports=[f"{report} du {french_long(report.received_on)}" for report in row.reports.exclude(received_on=None)],
        decision=row.decision,
        decided_on=french_long(row.decided_on) if row.decided_on else "",
        order_number=row.order_number,
        published_on=french_long(row.published_on) if row.published_on else "",
        motivation=row.motivation,
        insured_until=french_long(row.insured_until) if row.insured_until else "",
    )


@transaction.atomic
def decide(
    *, request: DisasterRequest, decision: str, decided_on: date, order_number: str = "",
    published_on: date | None = None, motivation: str = "", by: StaffMember, at: datetime,
) -> DisasterRequest:  # fmt: skip
    """The interministerial order, as published. An adjournment leaves the request with the ministry."""
    on = allowed(by, at)
    not_to_come(decided_on, on, "decided_on")
    not_to_come(published_on, on, "published_on")
    check_text(motivation, field="motivation")
    row = locked(request, (State.TRANSMITTED,), "décidée")
    if decision not in Decision.values:
        raise DomainError("Cette décision n'est pas connue.", field="decision")
    if decided_on < row.transmitted_on:
        raise DomainError("Ce jour précède la transmission.", field="decided_on")
    if decision == Decision.ADJOURNED:
        return moved(row, State.TRANSMITTED, by, at, decision=decision, decided_on=decided_on, motivation=motivation)
    if not order_number.strip():
        raise DomainError("Indiquer le numéro de l'arrêté interministériel.", field="order_number")
    if published_on is None or published_on < decided_on:
        raise DomainError("Indiquer le jour de la publication au Journal officiel, qui suit l'arrêté.",
                          field="published_on")  # fmt: skip
    if not motivation.strip():
        raise DomainError("La décision est notifiée à la commune avec sa motivation (C. assur., art. L125-1).",
                          field="motivation")  # fmt: skip
    favourable = decision == Decision.FAVOURABLE
    row.decision, row.decided_on, row.order_number = decision, decided_on, order_number.strip()
    row.published_on, row.motivation = published_on, motivation
    row.insured_until = last_day_to_declare(published_on, disaster_terms(published_on)) if favourable else None
    names = ("decision", "decided_on", "order_number", "published_on", "motivation", "insured_until")
    letter = letter_of(row, "Notification", "decision_notice", town_hall_of(row.commune), by, at)
    return moved(row, State.DECIDED, by, at, notice=letter, **{name: getattr(row, name) for name in names})


@transaction.atomic
def notify(*, request: DisasterRequest, notified_on: date, by: StaffMember, at: datetime) -> DisasterRequest:
    """The letter has gone to the mairie."""
    not_to_come(notified_on, allowed(by, at), "notified_on")
    row = locked(request, (State.DECIDED,), "notifiée")
    if notified_on < row.published_on:
        raise DomainError("Ce jour précède la publication.", field="notified_on")
    return moved(row, State.NOTIFIED, by, at, notified_on=notified_on)


@transaction.atomic
def note_appeal(*, request: DisasterRequest, appeal: str, by: StaffMember, at: datetime) -> DisasterRequest:
    """What the commune has lodged against the decision."""
    allowed(by, at)
    check_text(appeal, field="appeal")
    row = locked(request, (State.DECIDED, State.NOTIFIED, State.CLOSED), "contestée")
    return moved(row, row.state, by, at, appeal=appeal)


@transaction.atomic
def close(*, request: DisasterRequest, closed_on: date, by: StaffMember, at: datetime) -> DisasterRequest:
    not_to_come(closed_on, allowed(by, at), "closed_on")
    row = locked(request, (State.NOTIFIED,), "clôturée")
    return moved(row, State.CLOSED, by, at, closed_on=closed_on)


@transaction.atomic
def reject(*, request: DisasterRequest, refused_why: str, by: StaffMember, at: datetime) -> DisasterRequest:
    """Not admissible: nobody insured, a phenomenon of another regime, no longer supported by the commune."""
    allowed(by, at)
    check_text(refused_why, field="refused_why")
    if len(refused_why.strip()) < SHORTEST_REASON:
        raise DomainError("Écrire le motif en quelques mots.", field="refused_why")
    row = locked(request, (State.DRAFT, State.FILED, State.INCOMPLETE, State.COMPLETE, State.EXPERTISE), "écartée")
    return moved(row, State.INADMISSIBLE, by, at, refused_why=refused_why)


@transaction.atomic
def record_event(
    *, name: str, phenomenon: str, began_on: date, ended_on: date, communes: Sequence[Commune], source: str,
    by: StaffMember, at: datetime,
) -> NaturalEvent:  # fmt: skip
    """An event that the service knows of, so that a commune that has not asked is seen in time."""
    not_to_come(began_on, allowed(by, at), "began_on")
    check_title(name, field="name")
    check_text(source, field="source")
    if ended_on < began_on:
        raise DomainError("La fin précède le début.", field="ended_on")
    row = NaturalEvent.objects.create(
        name=name, phenomenon=phenomenon, began_on=began_on, ended_on=ended_on, source=source
    )
    row.communes.set(communes)
    tell("natural_event.recorded", row, by, at, communes=[town.name for town in communes])
    return row


# --- information of the public --------------------------------------------------------------------------------


@transaction.atomic
def record_file(
    *, version: str, approved_on: date, order_number: str = "", note: str = "", document: UploadedFile | None = None,
    level: str = Level.PUBLIC, by: StaffMember, at: datetime,
) -> DepartmentalFile:  # fmt: skip
    """A version of the departmental file on major risks, approved by the prefect."""
    on = allowed(by, at)
    not_to_come(approved_on, on, "approved_on")
    check_title(version, field="version")
    check_text(note, field="note")
    if DepartmentalFile.objects.filter(version__iexact=version).exists():
        raise Conflict("Cette version est déjà enregistrée.", field="version")
    kept = None
    if document is not None:
        kept = take_in(title="Dossier départemental sur les risques majeurs", version=version, level=level,
                       upload=document, by=by, at=at)  # fmt: skip
    row = DepartmentalFile.objects.create(
        version=version, approved_on=approved_on, order_number=order_number, note=note, document=kept,
        revision_due_on=add_months(approved_on, 12 * int(parameter(FILE_YEARS, approved_on))),
    )  # fmt: skip
    tell("departmental_file.recorded", row, by, at, approved_on=approved_on.isoformat())
    return row


@transaction.atomic
def record_risks(
    *, commune: Commune, degrees: Mapping[str, int], source: str, checked_on: date, by: StaffMember, at: datetime
) -> list[CommuneRisk]:
    """The line of a commune in the matrix: degree of each risk that it bears. The source dates what changes."""
    on = allowed(by, at)
    check_text(source, field="source")
    not_to_come(checked_on, on, "checked_on")
    if set(degrees) - set(Risk.values) or set(degrees.values()) - set(CommuneRisk.Degree.values):
        raise DomainError("Ce risque ou ce niveau n'est pas connu.")
    known = {row.risk: row for row in CommuneRisk.objects.select_for_update().filter(commune=commune)}
    changed = [code for code in Risk.values if degrees.get(code) != getattr(known.get(code), "degree", None)]
    CommuneRisk.objects.filter(commune=commune, risk__in=changed).delete()
    rows = CommuneRisk.objects.bulk_create(
        CommuneRisk(commune=commune, risk=code, degree=degrees[code], source=source, checked_on=checked_on)
        for code in changed
        if code in degrees
    )
    record(by=by, at=at, action="commune_risks.recorded", subject=commune, label=f"Risques de {commune.name}",
           unit_code=UNIT, details={"what_changes": [Risk(code).label for code in changed], "source": source},
    )  # fmt: skip
    return rows


@transaction.atomic
def draw_up_list(*, year: int, by: StaffMember, at: datetime) -> RiskList:
    """The yearly list of the communes concerned and the draft of its order (T30), frozen from the matrix of the day.

    Drawn up again, it follows the matrix, until its order is signed.
    """
    on = allowed(by, at)
    if not 2000 <= year <= on.year + 1:
        raise DomainError("Cette année n'est pas admise.", field="year")
    known = RiskList.objects.select_for_update().filter(year=year).first()
    if known is not None and known.is_final:
        raise Conflict(f"La liste de {year} est arrêtée : elle ne change plus.", field="year")
    lines = concerned()
    if not lines:
        raise DomainError("La matrice des risques est vide : aucune commune n'est à lister.")
    row = known or RiskList(year=year)
    row.lines, row.drawn_up_at = lines, at
    row.order = write_letter(
        kind="letter",
        title=f"Arrêté, liste des communes à risques {year}",
        template="letters/civil_protection/risk_list.html",
        to={"civility": "", "name": "Communes concernées", "representative": "", "address": ""},
        reference=f"DDRM {year}",
        by=by,
        at=at,
        year=year,
        lines=[{**line, "risks": ", ".join(line["risks"])} for line in lines],
        number="",
        signature={"date": "", "name": ""},
        sender={"name": ""},
    )
    row.save()
    tell("risk_list.drawn_up", row, by, at, communes=len(lines))
    return row


@transaction.atomic
def sign_list(*, risk_list: RiskList, number: str, signed_on: date, by: StaffMember, at: datetime) -> RiskList:
    """The order was signed: it takes its number and enters the official register; the list changes no more."""
    not_to_come(signed_on, allowed(by, at), "signed_on")
    row = RiskList.objects.select_for_update(of=("self",)).select_related("order").get(pk=risk_list.pk)
    if row.is_final:
        raise Conflict(f"L'arrêté de cette liste est déjà enregistré, sous le n° {row.order_number}.")
    if signed_on < paris_day(row.drawn_up_at):
        raise DomainError("Ce jour précède l'établissement de la liste.", field="signed_on")
    number = number_of_ours(number, signed_on)
    draft = row.order
    context = {**draft.context, "number": number, "signature": {"date": french_long(signed_on)}}
    row.order = enter(
        kind="regulatory", title=draft.title, template=draft.template, context=context, number=number,
        signed_on=signed_on, by=by, at=at,
    )  # fmt: skip
    row.order_number, row.signed_on = number, signed_on
    row.save(update_fields=["order", "order_number", "signed_on"])
    tell("risk_list.signed", row, by, at, number=number, signed_on=signed_on.isoformat())
    return row


@transaction.atomic
def record_buyer_order(
    *, commune: Commune, number: str, ordered_on: date, risks: Sequence[str], note: str = "",
    document: UploadedFile | None = None, level: str = Level.PUBLIC, by: StaffMember, at: datetime,
) -> BuyerInformationOrder:  # fmt: skip
    """The order of a commune on the information of buyers and tenants; the former ones stay known."""
    not_to_come(ordered_on, allowed(by, at), "ordered_on")
    check_title(number, field="number")
    check_text(note, field="note")
    if not risks or set(risks) - set(Risk.values):
        raise DomainError("Choisir les risques que l'arrêté vise.", field="risks")
    if BuyerInformationOrder.objects.filter(commune=commune, ordered_on=ordered_on).exists():
        raise Conflict("Un arrêté de cette date est déjà enregistré pour la commune.", field="ordered_on")
    kept = None
    if document is not None:
        kept = take_in(title=f"Arrêté IAL, {commune.name}", level=level, upload=document, version=number, by=by, at=at)
    row = BuyerInformationOrder.objects.create(
        commune=commune, number=number, ordered_on=ordered_on, risks=list(risks), note=note, document=kept
    )
    tell("buyer_order.recorded", row, by, at, commune=commune.name, ordered_on=ordered_on.isoformat())
    return row


@transaction.atomic
def record_campaign(
    *, theme: str, name: str, starts_on: date, ends_on: date, audience: str, media: str = "",
    communes: Sequence[Commune] = (), cost: Decimal | None = None, campaign: Campaign | None = None,
    by: StaffMember, at: datetime,
) -> Campaign:  # fmt: skip
    """A campaign of information, new or corrected."""
    allowed(by, at)
    check_title(name, field="name")
    for field, text in (("audience", audience), ("media", media)):
        check_text(text, field=field)
    if ends_on < starts_on:
        raise DomainError("La fin précède le début.", field="ends_on")
    row = campaign or Campaign()
    row.theme, row.name, row.starts_on, row.ends_on = theme, name, starts_on, ends_on
    row.audience, row.media, row.cost = audience, media, cost
    row.save()
    row.communes.set(communes)
    tell("campaign.recorded", row, by, at, starts_on=starts_on.isoformat())
    return row


@transaction.atomic
def report_campaign(
    *, campaign: Campaign, reported_on: date, participants: int, indicators: str, by: StaffMember, at: datetime
) -> Campaign:
    """What a campaign gave: how many people, measured how."""
    not_to_come(reported_on, allowed(by, at), "reported_on")
    check_text(indicators, field="indicators")
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if reported_on < row.starts_on:
        raise DomainError("Ce jour précède la campagne.", field="reported_on")
    row.reported_on, row.participants, row.indicators = reported_on, participants, indicators
    row.save(update_fields=["reported_on", "participants", "indicators"])
    tell("campaign.reported", row, by, at, participants=participants)
    return row
