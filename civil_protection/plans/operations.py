"""The life of a plan: created, drafted, sent for opinions, shown to the public, approved, revised, ended."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from civil_protection.plans import letters, terms
from civil_protection.plans.dates import answers_due, notice_due, public_closing
from civil_protection.plans.models import Plan, PlanOpinion, PlanRound
from civil_protection.plans.states import STEPS, is_open
from civil_protection.plans.typology import KINDS, SITE
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.levels import check_level
from civil_protection.protection.papers import town_hall_of
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import days_before, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

VERSION = re.compile(r"^\d{4}\.\d{1,3}$")


class NotReady(DomainError):
    """A guard of the approval: `details` says each thing that is missing."""

    title = "Plan incomplet"


def tell(verb: str, plan: Plan, by: StaffMember, at: datetime, *, subject: Model | None = None, **details: Any) -> None:
    record(by=by, at=at, action=f"plan.{verb}", subject=subject or plan, label=str(plan)[:250], unit_code=UNIT,
           details=details)  # fmt: skip


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les plans sont tenus par les agents du service de défense et de protection civile.")


def locked(plan: Plan) -> Plan:
    """Alone with the plan: two clicks wait for one another."""
    return Plan.objects.select_for_update(of=("self",)).select_related("operator").get(pk=plan.pk)


def past(day: date, at: datetime, field: str) -> None:
    if day > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field=field)


def moved(plan: Plan, name: str) -> None:
    """Take a step, or say from where it is taken."""
    if not is_open(name, plan):
        before = ", ".join(state.label.lower() for state in STEPS[name].before)
        raise Conflict(
            f"Ce plan est dans l'état « {plan.get_state_display().lower()} ». « {STEPS[name].label} » part de :"
            f" {before}."
        )
    plan.state = STEPS[name].after


# --- creation -----------------------------------------------------------------------------------------------


@transaction.atomic
def create_plan(
    *, kind: str, title: str, version: str, level: str, lead: str, approver: str, director: str,
    communes: Iterable[Commune] = (), contributors: Iterable[Organisation] = (), site: str = "", site_kind: str = "",
    operator: Organisation | None = None, season_from: str = "", season_until: str = "",
    by: StaffMember, at: datetime,
) -> Plan:  # fmt: skip
    """A plan of the typology. There is one of each kind, and one for each site; its season is that of its kind."""
    allowed(by, at)
    row = KINDS.get(kind)
    if row is None:
        raise DomainError("Ce type de disposition n'existe pas.", field="kind")
    check_words(title, version, level, lead, paris_day(at))
    if kind == SITE:
        check_site(site, site_kind, operator)
    elif site or site_kind or operator:
        raise DomainError("Seul un PPI nomme une installation et un exploitant.", field="site")
    code = code_for(kind)
    if row.season and not season_from:
        season_from, season_until = value(row.season, paris_day(at)).split("/")
    plan = Plan.objects.create(
        code=code, kind=kind, family=row.family, title=title, version=version, draft_version=version, level=level,
        lead=lead, approver=approver, director=director, site=site, site_kind=site_kind, operator=operator,
        season_from=season_from, season_until=season_until, recorded_at=at, changed_at=at,
    )  # fmt: skip
    plan.communes.set(communes)
    plan.contributors.set(contributors)
    tell("created", plan, by, at, version=version, level=plan.get_level_display())
    return plan


def code_for(kind: str) -> str:
    """The code of the typology, or the next number for a site. Conflict when the provision exists."""
    if kind != SITE:
        if Plan.objects.filter(code=kind).exists():
            raise Conflict("Cette disposition existe déjà : ouvrir sa révision.", field="kind")
        return kind
    last = Plan.objects.select_for_update().filter(kind=SITE).order_by("-pk").first()
    return f"{SITE}-{int(last.code.rpartition('-')[2]) + 1 if last else 1}"


def check_words(title: str, version: str, level: str, lead: str, on: date) -> None:
    check_title(title)
    check_text(lead, field="lead")
    check_level(level, on)
    check_version(version)


def check_version(version: str, field: str = "version") -> None:
    if not VERSION.match(version):
        raise DomainError("Une version s'écrit AAAA.n, par exemple 2026.1.", field=field)


def check_site(site: str, site_kind: str, operator: Organisation | None) -> None:
    if not site:
        raise DomainError("Nommer l'installation.", field="site")
    check_title(site, field="site")
    if site_kind not in Plan.SiteKind.values:
        raise DomainError("Choisir la catégorie de l'installation.", field="site_kind")
    if operator is None:
        raise DomainError("Choisir l'exploitant : il est consulté et notifié.", field="operator")


@transaction.atomic
def change_plan(
    *, plan: Plan, title: str, level: str, lead: str, approver: str, director: str, communes: Iterable[Commune],
    contributors: Iterable[Organisation], season_from: str, season_until: str, site: str = "", site_kind: str = "",
    operator: Organisation | None = None, by: StaffMember, at: datetime,
) -> Plan:  # fmt: skip
    allowed(by, at)
    row = locked(plan)
    check_words(title, row.version, level, lead, paris_day(at))
    if bool(season_from) != bool(season_until):
        raise DomainError("Une saison a un début et une fin.", field="season_until" if season_from else "season_from")
    if row.is_site:
        check_site(site, site_kind, operator)
        row.site, row.site_kind, row.operator = site, site_kind, operator
    row.title, row.level, row.lead, row.approver, row.director = title, level, lead, approver, director
    row.season_from, row.season_until, row.changed_at = season_from, season_until, at
    row.save()
    row.communes.set(communes)
    row.contributors.set(contributors)
    tell("changed", row, by, at, title=title, level=row.get_level_display())
    return row


# --- towards the approval -----------------------------------------------------------------------------------


@transaction.atomic
def begin(*, plan: Plan, name: str, by: StaffMember, at: datetime) -> Plan:
    """Open the study or the draft."""
    allowed(by, at)
    row = locked(plan)
    moved(row, name)
    row.changed_at = at
    row.save(update_fields=["state", "changed_at"])
    tell(name, row, by, at, state=row.get_state_display())
    return row


@transaction.atomic
def revise(*, plan: Plan, draft_version: str, by: StaffMember, at: datetime) -> Plan:
    """Write a new version while the one in force stays in force."""
    allowed(by, at)
    check_version(draft_version, "draft_version")
    row = locked(plan)
    moved(row, "revise")
    if rank(draft_version) <= rank(row.version):
        raise DomainError(f"La version en vigueur est {row.version} : la suivante vient après.", field="draft_version")
    row.draft_version, row.changed_at = draft_version, at
    row.save(update_fields=["state", "draft_version", "changed_at"])
    tell("revise", row, by, at, version=draft_version)
    return row


def rank(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@transaction.atomic
def send_for_opinions(
    *, plan: Plan, sent_on: date, communes: Collection[Commune], organisations: Collection[Organisation],
    by: StaffMember, at: datetime,
) -> PlanRound:  # fmt: skip
    """The draft leaves to the mayors, to the operator and to partners; each receives a letter with its last day.

    For a site, every commune of its perimeter and the operator are asked: none may be forgotten.
    """
    allowed(by, at)
    past(sent_on, at, "sent_on")
    row = locked(plan)
    moved(row, "consult")
    asked = {commune.pk: commune for commune in communes}
    bodies = {body.pk: body for body in organisations}
    if row.is_site:
        asked = {commune.pk: commune for commune in row.communes.all()} | asked
        bodies = {row.operator.pk: row.operator} | bodies
        if not asked:
            raise DomainError("Indiquer d'abord les communes du périmètre du plan.", field="communes")
    if not asked and not bodies:
        raise DomainError("Choisir au moins un destinataire.", field="organisations")
    opened = PlanRound.objects.create(
        plan=row, version=row.draft_version, sent_on=sent_on,
        answers_due_on=answers_due(sent_on, value(terms.OPINIONS, sent_on)),
    )  # fmt: skip
    for commune in asked.values():
        ask(opened, row, town_hall_of(commune), by, at, commune=commune)
    for body in bodies.values():
        ask(opened, row, {"name": body.name, "address": body.address}, by, at, organisation=body)
    row.changed_at = at
    row.save(update_fields=["state", "changed_at"])
    tell("consult", row, by, at, version=opened.version, sent_on=sent_on.isoformat(), parties=len(asked) + len(bodies),
         answers_due_on=opened.answers_due_on.isoformat())  # fmt: skip
    return opened


def ask(
    opened: PlanRound, plan: Plan, addressee: Mapping[str, str], by: StaffMember, at: datetime, **party: Model
) -> None:
    letter = letters.consultation(plan, opened, addressee, is_mayor="commune" in party, by=by, at=at)
    PlanOpinion.objects.create(round=opened, letter=letter, **party)


@transaction.atomic
def record_opinion(
    *, opinion: PlanOpinion, answered_on: date, sense: str, text: str = "", by: StaffMember, at: datetime
) -> PlanOpinion:
    """What somebody answered. An answer after the two months is kept as well."""
    allowed(by, at)
    past(answered_on, at, "answered_on")
    check_text(text, field="text")
    row = PlanOpinion.objects.select_for_update(of=("self",)).select_related("round__plan").get(pk=opinion.pk)
    if row.answered_on is not None:
        raise Conflict(f"Cette réponse est déjà enregistrée, du {french_long(row.answered_on)}.")
    if answered_on < row.round.sent_on:
        raise DomainError(f"Le projet n'a été envoyé que le {french_long(row.round.sent_on)}.", field="answered_on")
    if sense == PlanOpinion.Sense.AGAINST and not text.strip():
        raise DomainError("Indiquer les motifs d'un avis défavorable.", field="text")
    row.answered_on, row.sense, row.text = answered_on, sense, text
    row.save(update_fields=["answered_on", "sense", "text"])
    tell("opinion", row.round.plan, by, at, subject=row.round.plan, party=row.party, sense=row.get_sense_display(),
         answered_on=answered_on.isoformat())  # fmt: skip
    return row


def current_round(plan: Plan) -> PlanRound:
    """The consultation on the version that is being written."""
    found = plan.rounds.select_for_update().filter(version=plan.draft_version).first()
    if found is None:
        raise NotReady("Le projet n'a pas été envoyé aux maires et à l'exploitant.")
    return found


@transaction.atomic
def plan_public(
    *, plan: Plan, opens_on: date, newspapers: str, places: str, by: StaffMember, at: datetime
) -> PlanRound:
    """The public consultation: its opening, its newspapers, its places. Its end and the day of the notice follow.

    It may be moved as long as the notice has not appeared.
    """
    allowed(by, at)
    on = paris_day(at)
    row = locked(plan)
    moved(row, "public")
    opened = current_round(row)
    if opened.notice_on is not None:
        raise Conflict(f"L'avis de presse a paru le {french_long(opened.notice_on)} : l'ouverture ne se déplace plus.")
    days = value(terms.NOTICE, on)
    due = notice_due(opens_on, days)
    if due < on:
        raise DomainError(
            f"L'avis de presse paraît au moins {days} jours avant l'ouverture, donc au plus tard le"
            f" {french_long(due)} : ouvrir au plus tôt le {french_long(days_before(on, -days))}.",
            field="opens_on",
        )
    if len([name for name in re.split(r"[,;\n]| et ", newspapers) if name.strip()]) < 2:
        raise DomainError("L'avis paraît dans deux journaux : les nommer, séparés par une virgule.", field="newspapers")
    check_text(places, field="places")
    opened.opens_on, opened.newspapers, opened.places = opens_on, newspapers, places
    opened.closes_on, opened.notice_due_on = public_closing(opens_on, value(terms.PUBLIC, on)), due
    opened.save()
    row.changed_at = at
    row.save(update_fields=["state", "changed_at"])
    tell("public", row, by, at, opens_on=opens_on.isoformat(), closes_on=opened.closes_on.isoformat(),
         notice_due_on=due.isoformat())  # fmt: skip
    return opened


@transaction.atomic
def note_press(*, plan: Plan, notice_on: date, by: StaffMember, at: datetime) -> PlanRound:
    """The day when the notice appeared in both newspapers."""
    allowed(by, at)
    past(notice_on, at, "notice_on")
    row = locked(plan)
    opened = current_round(row)
    if opened.opens_on is None:
        raise Conflict("La consultation du public n'est pas organisée.")
    if opened.notice_on is not None:
        raise Conflict(f"La parution du {french_long(opened.notice_on)} est déjà enregistrée.")
    if notice_on > opened.notice_due_on:
        raise DomainError(
            f"L'avis devait paraître au plus tard le {french_long(opened.notice_due_on)} : déplacer l'ouverture de la"
            " consultation et le publier de nouveau.",
            field="notice_on",
        )
    opened.notice_on = notice_on
    opened.save(update_fields=["notice_on"])
    tell("press", row, by, at, notice_on=notice_on.isoformat(), newspapers=opened.newspapers)
    return opened


@transaction.atomic
def close_public(*, plan: Plan, closed_on: date, remarks: str = "", by: StaffMember, at: datetime) -> PlanRound:
    """The registers came back, with what people wrote in them."""
    allowed(by, at)
    past(closed_on, at, "closed_on")
    check_text(remarks, field="remarks")
    row = locked(plan)
    opened = current_round(row)
    if opened.closes_on is None or opened.notice_on is None:
        raise NotReady("L'avis de presse n'a pas paru : la consultation n'a pas pu s'ouvrir.")
    if opened.closed_on is not None:
        raise Conflict(f"Les registres sont déjà clos, le {french_long(opened.closed_on)}.")
    if closed_on < opened.closes_on:
        raise DomainError(f"La consultation dure jusqu'au {french_long(opened.closes_on)}.", field="closed_on")
    opened.closed_on, opened.remarks = closed_on, remarks
    opened.save(update_fields=["closed_on", "remarks"])
    tell("closed", row, by, at, closed_on=closed_on.isoformat())
    return opened
