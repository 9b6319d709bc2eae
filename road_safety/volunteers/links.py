"""Private addresses given to people without an account: a code that is shown once, of which a keyed hash is kept."""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from directorate.casework.move import paris_day
from directorate.jobs.outbox_operations import post_mail
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import Unit
from directorate.parameters.queries import value
from directorate.web.errors import LinkUnusable
from road_safety.policies import UNIT
from road_safety.volunteers.models import MissionAssignment, Volunteer
from road_safety.volunteers.terms import ANSWER_DAYS, PAGE_DAYS

SALT = "road_safety.volunteers."


def hashes_of(code: str, purpose: str) -> list[str]:
    """Under the key of today, then under the former ones: a code of one purpose opens no other."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT + purpose, code, secret=key, algorithm="sha256").hexdigest() for key in keys]


def new_code(purpose: str) -> tuple[str, str]:
    code = secrets.token_urlsafe(32)
    return code, hashes_of(code, purpose)[0]


def address(name: str, code: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(f"road_safety:{name}", args=[code])


def days(code: str, at: datetime) -> timedelta:
    return timedelta(days=int(value(code, paris_day(at))))


def write(key: str, volunteer: Volunteer, subject: str, template: str, at: datetime, **facts: object) -> bool:
    """One mail to one volunteer; nothing without an address."""
    if not volunteer.email:
        return False
    body = render_to_string(
        f"emails/{template}.txt", {"volunteer": volunteer, "unit": Unit.objects.get(pk=UNIT), **facts}
    )
    post_mail(key=key, to=volunteer.email, subject=subject, body=body, at=at)
    return True


def open_page(volunteer: Volunteer, at: datetime, *, template: str = "volunteer_page", subject: str = "") -> str:
    """A new address for his page; the former one opens nothing any more. The volunteer is locked."""
    code, volunteer.code_hash = new_code("page")
    volunteer.link_until = at + days(PAGE_DAYS, at)
    volunteer.save(update_fields=["code_hash", "link_until"])
    write(
        f"volunteer-page:{volunteer.pk}:{volunteer.code_hash[:12]}", volunteer,
        subject or "Sécurité routière : votre page d'intervenant", template, at,
        link=address("volunteer-page", code), link_until=volunteer.link_until.astimezone(PARIS),
    )  # fmt: skip
    return code


def by_page(code: str, at: datetime) -> Volunteer:
    row = Volunteer.objects.filter(code_hash__in=hashes_of(code, "page"), link_until__gt=at).first()
    if row is None:
        raise LinkUnusable("Cette adresse n'ouvre aucune page, ou sa validité est passée : demandez-en une nouvelle.")
    return row


def by_feed(code: str, on: date) -> Volunteer | None:
    return Volunteer.objects.filter(feed_hash__in=hashes_of(code, "feed")).exclude(state=Volunteer.State.ENDED).first()


def open_answer(assignment: MissionAssignment, at: datetime, *, template: str, subject: str) -> str:
    """A new address to answer or to report, used once. Nobody answers once the mission has begun."""
    code, assignment.code_hash = new_code("answer")
    until = at + days(ANSWER_DAYS, at)
    if assignment.status == MissionAssignment.Status.PROPOSED:
        until = min(until, assignment.starts_at)
    assignment.link_until = until
    assignment.save(update_fields=["code_hash", "link_until"])
    write(
        f"assignment:{assignment.pk}:{assignment.code_hash[:12]}", assignment.volunteer, subject, template, at,
        assignment=assignment, mission=assignment.mission, link=address("mission-answer", code),
        link_until=until.astimezone(PARIS), starts_at=assignment.starts_at.astimezone(PARIS),
        ends_at=assignment.ends_at.astimezone(PARIS),
    )  # fmt: skip
    return code


def by_answer(code: str, at: datetime) -> MissionAssignment:
    row = (
        MissionAssignment.objects.select_related("mission__commune", "volunteer")
        .filter(code_hash__in=hashes_of(code, "answer"), link_until__gt=at)
        .first()
    )
    if row is None:
        raise LinkUnusable("Ce lien a déjà servi, ou sa validité est passée. Votre page personnelle reste ouverte.")
    return row
