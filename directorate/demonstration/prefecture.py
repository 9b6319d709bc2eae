"""The demonstration prefecture: territory, parameters, people, powers, partners, a commission. Idempotent."""

import secrets
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, QuerySet

from directorate.access_requests import operations as access
from directorate.access_requests.models import AccessRequest
from directorate.accounts import operations as accounts
from directorate.casework import registry
from directorate.casework.models import Case
from directorate.commissions.models import Commission, CommissionMember, CommissionSession
from directorate.demonstration import people as cast
from directorate.demonstration.programs import create_programs
from directorate.handover import operations as handover
from directorate.handover.sheet import sheet_of
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.holidays import next_working_day
from directorate.management.installation import load_references
from directorate.notifications.models import Notification
from directorate.org import operations as org
from directorate.org.models import Absence, StaffMember, Unit
from directorate.partners.models import Organisation
from directorate.territory.names import folded

# Known to everybody who reads the README: only a demonstration accepts it.
DEMO_PASSWORD = "Demonstration-94!"  # noqa: S105
TIMEZONE_HOUR = time(9, 30)


@transaction.atomic
def build(at: datetime) -> bool:
    """Create what is missing. Gives False when the prefecture was already there."""
    load_references(at=at)
    invent_addresses()
    create_partners()
    if StaffMember.objects.filter(username="directrice").exists():
        return False
    staff = create_people(at)
    create_powers(staff, at)
    create_absences(staff, at)
    create_commission(at)
    create_programs(staff["admin"], at)
    move_people(staff["admin"], at)
    return True


def invented_people() -> QuerySet[StaffMember]:
    """A real account may have the same name, never the same mailbox."""
    everybody = (*cast.AUTHORITIES, *cast.staff_of_services(), cast.GONE, cast.COMING)
    names = {person.username for person in everybody}
    return StaffMember.objects.filter(username__in=names, email__endswith=f"@{cast.MAIL_DOMAIN}")


def holds_demonstration() -> bool:
    return invented_people().exists()


def holds_other_people() -> bool:
    """Somebody who is not of the invented cast works in this base: it is a real one."""
    return StaffMember.objects.exclude(pk__in=invented_people()).exists()


def invent_addresses() -> None:
    """The services of the real chart, with mailboxes that lead nowhere."""
    for unit in Unit.objects.filter(address=""):
        unit.address, unit.phone = cast.ADDRESS, "01 00 00 94 00"
        unit.email = f"pref-{unit.code}@{cast.MAIL_DOMAIN}"
        unit.save(update_fields=["address", "email", "phone"])


def create_partners() -> None:
    for kind, name, code in cast.PARTNERS:
        Organisation.objects.update_or_create(
            code=code, defaults={"kind": kind, "name": name, "email": f"{code}@partenaire.invalid"}
        )
    town_halls = Organisation.objects.filter(kind=Organisation.Kind.TOWN_HALL, commune__isnull=False, email="")
    for row in town_halls.select_related("commune"):
        slug = folded(row.commune.name).replace("'", "-").replace(" ", "-")
        row.email = f"mairie-{slug}@commune.invalid"
        row.save(update_fields=["email"])


def create_people(at: datetime) -> dict[str, StaffMember]:
    arrived = (at - timedelta(days=800)).date()
    staff = {}
    # One and the same password, hashed once: half a hundred hashes are what takes time here.
    known = make_password(DEMO_PASSWORD) if settings.DEMO_MODE else ""
    for person in (*cast.AUTHORITIES, *cast.staff_of_services()):
        member = StaffMember(
            username=person.username,
            civility=person.civility,
            first_name=person.first_name,
            last_name=person.last_name,
            title=person.title,
            email=f"{person.username}@{cast.MAIL_DOMAIN}",
            phone="01 00 00 94 00",
        )
        # Outside a demonstration nobody enters with a known password.
        member.password = known or make_password(secrets.token_urlsafe(32))
        member.save()
        org.record_posting(
            staff=member, unit=Unit.objects.get(pk=person.unit), role=person.role, starts_on=arrived, by=None, at=at
        )
        staff[person.username] = member
    return staff


def move_people(by: StaffMember, at: datetime) -> None:
    """Somebody left last month, whose account is closed; somebody comes next month, with a password to hand over."""
    long_ago = at - timedelta(days=400)
    gone = enter(cast.GONE, long_ago.date(), by, long_ago)
    left = at - timedelta(days=30)
    posting = gone.postings.get()
    accounts.end_assignment(staff=gone, seen=accounts.mark_of_posting(posting), ends_on=left.date(), by=by, at=left)
    accounts.close_account(staff=gone, seen=accounts.mark_of(gone), by=by, at=left)
    enter(cast.COMING, add_months(at.date().replace(day=1), 1), by, at)


def enter(person: cast.DemoPerson, starts_on: date, by: StaffMember, at: datetime) -> StaffMember:
    return accounts.create_account(
        username=person.username, civility=person.civility, first_name=person.first_name, last_name=person.last_name,
        title=person.title, email=f"{person.username}@{cast.MAIL_DOMAIN}", phone="01 00 00 94 00",
        unit=Unit.objects.get(pk=person.unit), role=person.role, starts_on=starts_on, by=by, at=at,
    ).staff  # fmt: skip


def create_powers(staff: dict[str, StaffMember], at: datetime) -> None:
    """The prefect delegates to his cabinet and his director, who lets the heads of bureau sign what is usual."""
    signed_on = (at - timedelta(days=400)).date()
    numbers = iter(range(11, 90))

    def grant(delegator, delegate, act_kinds, procedures=("*",), days=0, publish=True, **extra):
        day = signed_on + timedelta(days=days)
        delegation = org.grant_delegation(
            delegator=staff[delegator], delegate=staff[delegate], order_number=f"{day.year}/{next(numbers):05d}",
            signed_on=day, starts_on=day, procedures=procedures, act_kinds=act_kinds, by=staff["admin"],
            at=datetime.combine(day, TIMEZONE_HOUR, tzinfo=at.tzinfo), **extra,
        )  # fmt: skip
        if publish:
            published_on = day + timedelta(days=1)
            org.publish_delegation(
                delegation=delegation, published_on=published_on,
                register_reference=f"RAA n° 12 du {published_on:%d/%m/%Y}", by=staff["admin"],
                at=datetime.combine(published_on, TIMEZONE_HOUR, tzinfo=at.tzinfo),
            )  # fmt: skip
        return delegation

    grant("prefet", "cabinet", ["*"])
    grant("prefet", "directrice", ["*"], may_be_subdelegated=True)
    for unit in cast.SERVICES:
        codes = [procedure.code for procedure in registry.all_procedures() if procedure.unit == unit.code]
        if not codes:
            continue
        usual = [
            "letter", "receipt", "acknowledgement", "pieces_request", "hearing_invitation", "warning", "grant",
        ]  # fmt: skip
        grant("directrice", f"chef.{unit.username}", usual, codes, days=3)
        grant(
            "directrice", f"adjoint.{unit.username}", usual, codes, days=3, in_absence_only=True,
            stands_in_for=staff[f"chef.{unit.username}"],
        )  # fmt: skip
        grant("directrice", f"agent1.{unit.username}", ["receipt", "letter"], codes, days=3)
        if unit.code == "polices-administratives":
            # Three that give nothing today, each for its own reason: expired, suspended, not yet published.
            grant("directrice", "agent2.polices", ["receipt"], codes, days=5, ends_on=add_months(signed_on, 6))
            suspended = grant("directrice", "agent3.polices", ["receipt"], codes, days=5)
            day = signed_on + timedelta(days=90)
            org.suspend_delegation(
                delegation=suspended, suspended_from=day, reason="changement d'attributions", by=staff["admin"],
                at=datetime.combine(day, TIMEZONE_HOUR, tzinfo=at.tzinfo),
            )  # fmt: skip
            yesterday = (at.date() - signed_on).days - 1
            grant("directrice", "agent4.polices", ["receipt"], codes, days=yesterday, publish=False)


def create_absences(staff: dict[str, StaffMember], at: datetime) -> None:
    """One in progress, with its note; one next week, of somebody who signs."""
    today = at.date()
    handover.record_absence(
        staff=staff["agent5.polices"], substitute=staff["agent1.polices"], starts_on=today - timedelta(days=2),
        ends_on=today + timedelta(days=9), reason="leave",
        handover_note="Deux fermetures en cours, rien d'urgent avant mon retour. Les mairies ont été relancées.",
        by=staff["agent5.polices"], at=at - timedelta(days=10),
    )  # fmt: skip
    monday = next_working_day(today + timedelta(days=7 - today.weekday()))
    handover.record_absence(
        staff=staff["chef.polices"], substitute=staff["adjoint.polices"], starts_on=monday,
        ends_on=monday + timedelta(days=4), reason="training",
        handover_note="La commission est préparée ; me joindre en cas de fermeture urgente.",
        by=staff["chef.polices"], at=at,
    )  # fmt: skip


def settle(at: datetime) -> None:
    """After the stories: requests of another service, remarks for whoever stands in, notifications as after a week."""
    ask_elsewhere(at)
    absence = Absence.objects.filter(staff__username="agent5.polices").select_related("staff").first()
    if absence is None:
        return
    cases = sheet_of(absence, absence.staff, at.date()).cases
    said = (
        "Attendre l'avis de la mairie, promis pour la fin de semaine.",
        "Le demandeur appelle souvent : tout est dit.",
    )
    handover.write_remarks(absence=absence, remarks=dict(zip(cases, said, strict=False)), by=absence.staff, at=at)
    handover.tell_of_the_day(at=at)
    old = Notification.objects.filter(created_at__lt=at - timedelta(days=7))
    old.update(read_at=F("created_at"), sent_at=F("created_at"))


def ask_elsewhere(at: datetime) -> None:
    """Another service asks for three cases: one opened for reading, one answered in writing, one that waits."""
    held = Case.objects.filter(unit="polices-administratives", is_open=True)
    cases = held.exclude(sensitivity=Case.Sensitivity.SECRET).order_by("pk")[:3]
    asker = StaffMember.objects.filter(
        postings__unit="securite-routiere", postings__role="caseworker", postings__ends_on=None, is_active=True
    ).first()
    head = StaffMember.objects.get(username="chef.polices")
    if asker is None or AccessRequest.objects.exists():
        return
    reasons = (
        "Contrôle routier prévu devant cet établissement : connaître les prescriptions en vigueur.",
        "Le même exploitant demande un agrément à notre bureau : sa situation est-elle en règle ?",
        "Préparer la réunion de sécurité de la commune.",
    )
    made = [
        access.ask(reference=case.reference, reason=reason, by=asker, at=at - timedelta(days=2))
        for case, reason in zip(cases, reasons, strict=False)
    ]
    until_on = at.date() + timedelta(days=14)
    for request, answered in zip(made, ("", "Aucune mesure n'est en cours à son encontre."), strict=False):
        facts = {"request": request, "until_on": until_on, "by": head, "at": at - timedelta(days=1)}
        if answered:
            access.answer(answer=answered, **facts)
        else:
            access.grant(**facts)


def create_commission(at: datetime) -> Commission:
    """The video-protection commission with sessions every six weeks, past ones held, three to come."""
    today = at.date()
    commission = Commission.objects.get(pk="cdvp")
    starts_on = today - timedelta(days=500)
    for rank, (titular, substitute) in enumerate(cast.CDVP_MEMBERS):
        before = None
        if rank == 1:
            before = create_member(commission, titular, add_months(starts_on, -36))
        member = create_member(commission, titular, starts_on, is_chair=rank == 0, renews=before)
        create_member(commission, substitute, starts_on, is_chair=rank == 0, substitute_of=member)
    for weeks in (-31, -25, -19, -13, -7, -1, 5, 11):
        day = next_working_day(today + timedelta(weeks=weeks))
        CommissionSession.objects.create(
            commission=commission, starts_at=datetime.combine(day, time(14), tzinfo=at.tzinfo), place="Salle du conseil"
        )
    return commission


def create_member(
    commission: Commission, who: tuple[str, str, str, str], starts_on: date, **more: object
) -> CommissionMember:
    civility, name, capacity, mailbox = who
    return CommissionMember.objects.create(
        commission=commission, civility=civility, name=name, capacity=capacity,
        email=f"{mailbox}@cdvp.invalid" if mailbox else "", appointed_by=f"arrêté n° {starts_on.year}/00417",
        mandate_starts_on=starts_on, mandate_ends_on=add_months(starts_on, 36), **more,
    )  # fmt: skip


def shown_accounts() -> list[tuple[str, str]]:
    """(account, what it shows), for the address that `./start` prints."""
    known = set(StaffMember.objects.values_list("username", flat=True))
    return [account for account in cast.SHOWN_ACCOUNTS if account[0] in known]


def session_near(day: date) -> CommissionSession | None:
    """The first session of the video-protection commission on that day or after."""
    return (
        CommissionSession.objects.filter(commission_id="cdvp", starts_at__date__gte=day).order_by("starts_at").first()
    )
