"""Putting matters on the agendas of the safety commissions, and keeping their rules and reports."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from civil_protection.establishments.models import Establishment
from civil_protection.policies import UNIT, heads_civil_protection, works_in_civil_protection
from civil_protection.safety_commissions.bodies import STATUTORY
from civil_protection.safety_commissions.competence import Facts, rule_problem
from civil_protection.safety_commissions.models import CompetenceRule, HeardMatter, LocalBody, YearlyReport
from civil_protection.safety_commissions.queries import (
    as_rule,
    bodies,
    commission_of,
    facts_of,
    rule_words,
    waiting_on_agenda,
)
from directorate.casework.move import paris_day
from directorate.commissions import operations as commissions
from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession, Seat
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.territory.models import Arrondissement, Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def put_on_agenda(
    *,
    session: CommissionSession,
    kind: str,
    key: str,
    title: str,
    commune: Commune | None,
    by: StaffMember,
    at: datetime,
    facts: Facts | None = None,
    concerned: Sequence[str] = (),
) -> AgendaItem:
    """A matter enters the agenda of a session to come. With its facts, only of the commission that is competent.

    `kind` and `key` come back to whoever follows the opinion (`bodies.after_opinion`).
    """
    require_worker(by, at)
    # Two people who put the same matter on two agendas wait for one another.
    Commission.objects.select_for_update().get(pk=session.commission_id)
    session = commissions.locked(session)
    if kind not in HeardMatter.Kind.values:
        raise DomainError("Cette sorte d'affaire n'est pas connue.", field="kind")
    if facts is not None:
        verdict = commission_of(facts, paris_day(at))
        if verdict.commission != session.commission_id:
            competent = Commission.objects.get(pk=verdict.commission)
            raise DomainError(
                f"Cette affaire relève de : {competent.name} ({verdict.because.words.lower()}).", field="session"
            )
    if waiting := waiting_on_agenda(kind, key):
        raise Conflict(f"Cette affaire est déjà à l'ordre du jour : {waiting.item.session}.")
    item = commissions.add_item(session=session, title=title, commune=commune, concerned=concerned, by=by, at=at)
    HeardMatter.objects.create(item=item, kind=kind, key=str(key), put_at=at)
    return item


@transaction.atomic
def put_by_reference(
    *,
    session: CommissionSession,
    kind: str,
    key: str,
    title: str,
    commune: Commune | None,
    concerned: Sequence[str],
    by: StaffMember,
    at: datetime,
) -> AgendaItem:
    """As typed on the page: an establishment is one of the register, and a local body hears only its own."""
    facts = None
    if kind == HeardMatter.Kind.ESTABLISHMENT:
        row = Establishment.objects.filter(number=key, merged_into=None).select_related("commune").first()
        if row is None:
            raise DomainError("Aucun établissement du registre ne porte ce numéro.", field="key")
        if commune is not None and commune.pk != row.commune_id:
            raise DomainError(f"Cet établissement est à {row.commune.name}.", field="commune")
        commune = row.commune
        facts = None if session.commission_id in STATUTORY else facts_of(row)
    return put_on_agenda(session=session, kind=kind, key=key, title=title, commune=commune, facts=facts,
                         concerned=concerned, by=by, at=at)  # fmt: skip


def require_worker(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les affaires de sécurité sont inscrites par le service de protection civile.")


# --- who is competent -----------------------------------------------------------------------------------------


@transaction.atomic
def record_rule(
    *,
    commission: Commission,
    commune: Commune | None,
    arrondissement: Arrondissement | None,
    types: Sequence[str],
    categories: Sequence[int],
    sleeping: bool | None,
    source: str,
    valid_from: date,
    by: StaffMember,
    at: datetime,
) -> CompetenceRule:
    """A local rule, last of the order: what only the department hears is never given away."""
    require_head(by, at)
    if commune is not None and arrondissement is not None:
        raise DomainError("Choisir une commune ou un arrondissement, pas les deux.", field="arrondissement")
    known = Commission.objects.filter(pk=commission.pk).first()
    if known is None or not bodies().filter(pk=commission.pk).exists():
        raise DomainError("Cette commission n'est pas une commission de sécurité.", field="commission")
    row = CompetenceRule(
        commission=known, commune=commune, arrondissement=arrondissement, types=sorted(set(types)),
        categories=sorted({int(rank) for rank in categories}), sleeping=sleeping, source=source, valid_from=valid_from,
    )  # fmt: skip
    if problem := rule_problem(as_rule(row), STATUTORY):
        raise DomainError(problem, field="categories" if "catégorie" in problem else "types")
    # One lock for the order of all the rules: two of them never take the same place.
    last = CompetenceRule.objects.select_for_update().order_by("rank").last()
    row.rank = (last.rank if last else 0) + 1
    row.save()
    tell_rule(row, "rule_recorded", by, at, {"from": valid_from.isoformat(), "source": source})
    return row


@transaction.atomic
def end_rule(*, rule: CompetenceRule, valid_to: date, by: StaffMember, at: datetime) -> CompetenceRule:
    """What was decided under it stays as it was; another rule may follow."""
    require_head(by, at)
    rule = CompetenceRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if rule.valid_to is not None:
        raise Conflict(f"Cette règle prend déjà fin le {rule.valid_to:%d/%m/%Y}.")
    if valid_to <= rule.valid_from:
        raise DomainError("La fin de la règle suit son début.", field="valid_to")
    rule.valid_to = valid_to
    rule.save(update_fields=["valid_to"])
    tell_rule(rule, "rule_ended", by, at, {"to": valid_to.isoformat()})
    return rule


def tell_rule(row: CompetenceRule, verb: str, by: StaffMember, at: datetime, details: Mapping[str, object]) -> None:
    record(
        by=by, at=at, action=f"safety.{verb}", subject=row, label=rule_words(row), unit_code=UNIT,
        details={"commission": row.commission_id, **details},
    )  # fmt: skip


# --- the local bodies -----------------------------------------------------------------------------------------

# code, label, holder, voice, required, condition (décret 95-260, art. 24 to 29)
LOCAL_SEATS = (
    ("presidence", "Présidence", "chair", "all", True, ""),
    ("police", "Police nationale ou gendarmerie, chef de circonscription", "state", "all", True, ""),
    ("incendie", "Service d'incendie et de secours", "fire", "all", True, "titulaire du brevet de prévention"),
    ("equipement", "Direction chargée de l'équipement, ou agent de la commune", "state", "all", True, ""),
    ("maire", "Maire de la commune concernée, ou adjoint désigné", "mayor", "case", True, ""),
    ("autres-services", "Autre service concerné par l'affaire", "state", "case", False, ""),
    ("invites", "Personnes invitées", "other", "advisory", False, "art. 36"),
)
BASIS = {
    "arrondissement": "décret n° 95-260 du 8 mars 1995, art. 23 à 27",
    "communal": "décret n° 95-260 du 8 mars 1995, art. 28 et 29",
    "intercommunal": "décret n° 95-260 du 8 mars 1995, art. 28 et 29",
}
DOUBLE = {"arrondissement": "Une commission existe déjà pour cet arrondissement.",
          "communal": "Cette commune a déjà sa commission.",
          "intercommunal": "Une commission de ce nom existe déjà."}  # fmt: skip


@transaction.atomic
def create_body(
    *,
    kind: str,
    name: str,
    arrondissement: Arrondissement | None,
    communes: Sequence[Commune],
    order_number: str,
    created_on: date,
    by: StaffMember,
    at: datetime,
) -> LocalBody:
    """A commission of an arrondissement, of a commune or of several, with its seats and who presides by right."""
    require_head(by, at)
    communes = list(communes)
    code, title, chair = of_territory(kind, name, arrondissement, communes)
    if Commission.objects.filter(pk=code).exists():
        raise Conflict(DOUBLE[kind])
    commission = Commission.objects.create(
        code=code, name=title, legal_basis=BASIS[kind], quorum=0, secretariat_id=UNIT, term_months=36,
        quorum_rule=Commission.QuorumRule.SEATS, notice_days=10, minutes_days=8,
    )  # fmt: skip
    # The mayor who presides over the commission of the commune holds one seat, not two.
    rows = [row for row in LOCAL_SEATS if not (kind == "communal" and row[2] == Seat.Holder.MAYOR)]
    seats = Seat.objects.bulk_create(
        Seat(commission=commission, code=seat, label=label, rank=rank, holder=holder, voice=voice, is_required=required,
             requirement=condition)
        for rank, (seat, label, holder, voice, required, condition) in enumerate(rows, 1)
    )  # fmt: skip
    CommissionMember.objects.create(
        commission=commission,
        seat=seats[0],
        name=chair,
        capacity="président de droit",
        is_chair=True,
        is_by_right=True,
        mandate_starts_on=created_on,
    )
    body = LocalBody.objects.create(
        commission=commission, kind=kind, arrondissement=arrondissement, order_number=order_number,
        created_on=created_on,
    )  # fmt: skip
    body.communes.set(communes)
    record(
        by=by, at=at, action="safety.body_created", subject=commission, label=title, unit_code=UNIT,
        details={"order": order_number, "communes": [town.pk for town in communes]},
    )  # fmt: skip
    return body


def of_territory(
    kind: str, name: str, arrondissement: Arrondissement | None, communes: Sequence[Commune]
) -> tuple[str, str, str]:
    """Its code, its name and its president, or why the territory does not suit the kind."""
    if kind == LocalBody.Kind.ARRONDISSEMENT:
        if arrondissement is None:
            raise DomainError("Choisir l'arrondissement.", field="arrondissement")
        place = arrondissement.name
        return (f"sec-arr-{arrondissement.pk}", f"Commission d'arrondissement de sécurité, {place}",
                f"Sous-préfet, arrondissement de {place}")  # fmt: skip
    if arrondissement is not None:
        raise DomainError("Cette sorte de commission n'a pas d'arrondissement.", field="arrondissement")
    if kind == LocalBody.Kind.COMMUNAL:
        if len(communes) != 1:
            raise DomainError("Une commission communale a une seule commune.", field="communes")
        (town,) = communes
        return f"sec-com-{town.pk}", f"Commission communale de sécurité, {town.name}", f"Maire de {town.name}"
    if kind != LocalBody.Kind.INTERCOMMUNAL:
        raise DomainError("Choisir la sorte de commission.", field="kind")
    if len(communes) < 2:
        raise DomainError("Une commission intercommunale a plusieurs communes.", field="communes")
    if not name.strip():
        raise DomainError("Donner un nom à la commission intercommunale.", field="name")
    code = f"sec-int-{slugify(name)}"[:40]
    return code, f"Commission intercommunale de sécurité, {name.strip()}", "Président de l'établissement public"


# --- the reports of a year ------------------------------------------------------------------------------------


@transaction.atomic
def record_report(
    *, commission: Commission, kind: str, year: int, done_on: date, summary: str, by: StaffMember, at: datetime
) -> YearlyReport:
    """The report of a president was received, or that of the accessibility sub-commission was sent. Once a year."""
    require_worker(by, at)
    if done_on > paris_day(at):
        raise DomainError("Cette date est à venir.", field="done_on")
    if done_on.year < year:
        raise DomainError(f"Un rapport sur {year} ne peut être antérieur à cette année.", field="done_on")
    Commission.objects.select_for_update().get(pk=commission.pk)
    row = YearlyReport.objects.filter(commission=commission, kind=kind, year=year).first()
    if row is not None:
        raise Conflict(f"Le rapport de {year} est déjà enregistré, au {row.done_on:%d/%m/%Y}.")
    row = YearlyReport.objects.create(commission=commission, kind=kind, year=year, done_on=done_on, summary=summary)
    record(
        by=by, at=at, action="safety.report_recorded", subject=commission, label=f"{commission.name}, {year}",
        unit_code=UNIT, details={"kind": kind, "done_on": done_on.isoformat()},
    )  # fmt: skip
    return row


def require_head(by: StaffMember, at: datetime) -> None:
    if not heads_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les commissions et leurs compétences sont fixées par le chef du service.")
