"""The list of the titles in force in a commune, sent to its mairie by a link: on demand, and at each period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from directorate.documents.letters import render_text
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.jobs.models import OutgoingMail
from directorate.jobs.outbox_operations import post_mail
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import StaffMember, Unit
from directorate.org.queries import posting_on
from directorate.parameters.queries import value as parameter
from directorate.partners.models import Organisation
from directorate.permits.listed import MAYOR_COLUMNS, mayor_permits, mayor_rows
from directorate.permits.models import Permit
from directorate.permits.policies import AUTHORITIES, sends_mayor_list
from directorate.territory.models import Commune
from directorate.web.errors import DomainError, NotAllowed, NotFound

SALT = "directorate.permits.mayor-list"
LINK_DAYS = "mayor_list.link_days"
EVERY_MONTHS = "mayor_list.every_months"
# A machine that was off on the first day of a period sends the lists in the days that follow.
CATCH_UP = timedelta(days=7)
MOST_PRINTED = 1_500


@dataclass(frozen=True)
class MayorLink:
    """What the link of a mairie opens: one commune, one service or all of them, until a day."""

    commune: Commune
    unit: str
    expires_on: date


# --- the link -----------------------------------------------------------------------------------------------


def link_code(*, organisation: Organisation, unit: str, expires_on: date) -> str:
    """Signed by the site: it cannot be made up, nor changed into that of another commune."""
    content = {"o": organisation.pk, "c": organisation.commune_id, "u": unit, "e": expires_on.isoformat()}
    return signing.Signer(salt=SALT).sign_object(content, compress=True)


def opened_link(code: str, on: date) -> MayorLink:
    """NotFound for what was not signed here, is past its day, or whose mairie is no longer an active partner."""
    refused = NotFound("Ce lien n'est plus valable. Demandez à la préfecture de vous en envoyer un nouveau.")
    try:
        content = signing.Signer(salt=SALT).unsign_object(code)
    except signing.BadSignature:
        raise refused from None
    expires_on = date.fromisoformat(content["e"])
    town_hall = town_halls().filter(pk=content["o"], commune=content["c"]).first()
    if expires_on < on or town_hall is None:
        raise refused
    return MayorLink(town_hall.commune, content["u"], expires_on)


def town_halls() -> QuerySet[Organisation]:
    return Organisation.objects.filter(
        kind=Organisation.Kind.TOWN_HALL, is_active=True, commune__isnull=False
    ).select_related("commune")


def reachable_town_hall(commune: Commune) -> Organisation | None:
    return town_halls().filter(commune=commune).exclude(email="").order_by("pk").first()


# --- sending ------------------------------------------------------------------------------------------------


@transaction.atomic
def send_list(*, commune: Commune, by: StaffMember, at: datetime) -> OutgoingMail:
    """Send the mairie the link of its list, of one's own service or of all. Asked twice in a minute, it is one mail."""
    on = at.astimezone(PARIS).date()
    if not sends_mayor_list(by, on=on):
        raise NotAllowed("Cette liste est envoyée par les agents des services qui délivrent les titres.")
    town_hall = reachable_town_hall(commune)
    if town_hall is None:
        raise DomainError(f"Aucune mairie de {commune.name} n'a d'adresse électronique parmi les partenaires.")
    posting = posting_on(by, on)
    unit = "" if posting.role in AUTHORITIES else posting.unit_id
    key = f"mayor-list:{commune.pk}:{unit}:{at.astimezone(PARIS):%Y%m%d%H%M}"
    if found := OutgoingMail.objects.filter(key=key).first():
        return found
    return post(town_hall, unit, key, by, at)


def post(town_hall: Organisation, unit: str, key: str, by: StaffMember | None, at: datetime) -> OutgoingMail:
    on = at.astimezone(PARIS).date()
    expires_on = on + timedelta(days=int(parameter(LINK_DAYS, on)))
    code = link_code(organisation=town_hall, unit=unit, expires_on=expires_on)
    service = Unit.objects.filter(pk=unit).first()
    context = {
        "commune": town_hall.commune,
        "unit": service,
        "prefecture": parameter("authority.prefecture", on),
        "link": f"{settings.PUBLIC_URL}{reverse('directorate:mayor-list', args=[code])}",
        "on": french_long(on),
        "expires_on": french_long(expires_on),
    }
    mail = post_mail(
        key=key,
        to=town_hall.email,
        subject=f"Titres en cours dans la commune de {town_hall.commune.name}",
        body=render_to_string("emails/mayor_list.txt", context),
        at=at,
    )
    record(
        by=by,
        at=at,
        action="permit_list.sent",
        subject=("commune", town_hall.commune_id),
        label=f"Liste des titres de {town_hall.commune.name}",
        unit_code=unit,
        details={"body": town_hall.name, "expires_on": expires_on.isoformat()},
    )
    return mail


def period_of(on: date, months: int) -> date:
    """The first day of the period of so many months, counted from January: a quarter, a half-year, a year."""
    return date(on.year, 1 + (on.month - 1) // months * months, 1)


def due_period(on: date) -> date | None:
    """The period whose lists leave these days, if there is one."""
    months = int(parameter(EVERY_MONTHS, on))
    if months <= 0:
        return None
    start = period_of(on, months)
    return start if on < start + CATCH_UP else None


def send_period(*, start: date, at: datetime) -> int:
    """Send each mairie that has titles its list of the period. Number of mails; none twice, whatever the repeats."""
    on = at.astimezone(PARIS).date()
    sent = 0
    for town_hall in reachable_town_halls():
        key = f"mayor-list:{town_hall.commune_id}:{start}"
        if OutgoingMail.objects.filter(key=key).exists() or not mayor_permits(town_hall.commune_id, on).exists():
            continue
        with transaction.atomic():
            post(town_hall, "", key, None, at)
        sent += 1
    return sent


def reachable_town_halls() -> Iterable[Organisation]:
    """One for each commune."""
    return town_halls().exclude(email="").order_by("commune_id", "pk").distinct("commune_id")


# --- printing -----------------------------------------------------------------------------------------------


def printed(commune: Commune, permits: QuerySet[Permit], on: date) -> bytes:
    """The list on paper, with its date. What is too long for paper is read in the spreadsheet."""
    rows = list(mayor_rows(permits[: MOST_PRINTED + 1], on)) if permits.count() <= MOST_PRINTED else None
    if rows is None:
        raise DomainError(f"La liste compte plus de {MOST_PRINTED} titres : elle se lit dans le tableur (ODS).")
    name = parameter("authority.prefecture", on)
    html = render_text(
        "permits/mayor_list_pdf.html",
        {
            "prefecture": {"name": name, "mark": settings.BLOC_MARQUE},
            "unit": {"name": name, "direction": "", "address": parameter("authority.address", on), "phone": ""},
            "commune": commune,
            "today": french_long(on),
            "labels": MAYOR_COLUMNS,
            "rows": rows,
        },
    )
    return pdf_of(typeset(html))
