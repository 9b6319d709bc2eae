"""What people do without an account: a candidate at the public door, a volunteer on his own page (IDSR-10)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.parameters.queries import value
from directorate.web.errors import Conflict, NotFound
from road_safety.strategy.writing import tell
from road_safety.volunteers import links, queries, terms
from road_safety.volunteers.models import Availability, MissionAssignment, Volunteer
from road_safety.volunteers.people_operations import next_number, step, write

MOST_WAITING = 3


@transaction.atomic
def apply(*, at: datetime, **facts: Any) -> Volunteer:
    """A candidate writes: nothing is examined before the address is confirmed."""
    on = paris_day(at)
    waiting = Volunteer.objects.filter(queries.UNCONFIRMED, email__iexact=facts["email"],
                                       recorded_at__gt=at - timedelta(days=1))  # fmt: skip
    if waiting.count() >= MOST_WAITING:
        raise Conflict("Plusieurs candidatures attendent déjà d'être confirmées à cette adresse.", field="email")
    row = write(Volunteer(recorded_at=at, channel=Volunteer.Channel.PORTAL), facts, on)
    code, row.code_hash = links.new_code("page")
    row.link_until = at + links.days(terms.CONFIRM_DAYS, at)
    row.save(update_fields=["code_hash", "link_until"])
    links.write(
        f"volunteer-candidate:{row.pk}", row, "Sécurité routière : confirmez votre candidature", "volunteer_candidate",
        at, link=links.address("volunteer-door-confirm", code), confirm_days=int(value(terms.CONFIRM_DAYS, on)),
    )  # fmt: skip
    return row


def candidate_of(code: str, at: datetime) -> Volunteer:
    row = links.by_page(code, at)
    if row.channel != Volunteer.Channel.PORTAL or row.state not in queries.WAITING:
        raise links.LinkUnusable("Cette adresse n'ouvre aucune candidature.")
    return row


@transaction.atomic
def confirm_application(*, code: str, at: datetime) -> Volunteer:
    """It takes its number, once."""
    row = Volunteer.objects.select_for_update().get(pk=candidate_of(code, at).pk)
    if row.number:
        raise Conflict(f"Cette candidature est déjà confirmée, sous le numéro {row.number}.")
    row.number = next_number(paris_day(at))
    row.save(update_fields=["number"])
    step(row, "Candidature confirmée par son auteur", None, at)
    tell("volunteer.applied", row, None, at, number=row.number)
    return row


def owner(code: str, at: datetime) -> Volunteer:
    """Whose page it is: a volunteer of the register."""
    row = links.by_page(code, at)
    if row.state not in queries.HERE:
        raise links.LinkUnusable("Cette page n'est plus ouverte.")
    return row


def own_assignment(row: Volunteer, pk: int) -> MissionAssignment:
    """IDSR-10: his own, and no other whatever the number in the address."""
    found = row.assignments.select_related("mission__commune", "volunteer").filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette mission n'est pas l'une des vôtres.")
    return found


def own_availability(row: Volunteer, pk: int) -> Availability:
    found = row.availabilities.filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette disponibilité n'est pas l'une des vôtres.")
    return found


def mates(row: Volunteer, found: MissionAssignment) -> list[tuple[str, str]]:
    """IDSR-10: name and telephone of the others, inside a mission both are engaged in that is not over."""
    if found.status not in queries.ENGAGED or found.mission.state not in queries.COMING:
        return []
    others = found.mission.assignments.filter(status__in=queries.ENGAGED).exclude(volunteer=row)
    return [(str(other.volunteer), other.volunteer.phone) for other in others.select_related("volunteer")]


@transaction.atomic
def open_feed(*, volunteer: Volunteer, at: datetime) -> str:
    """A new address for his calendar; the former one opens nothing any more. Its code is shown once."""
    row = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    code, row.feed_hash = links.new_code("feed")
    row.feed_opened_at = at
    row.save(update_fields=["feed_hash", "feed_opened_at"])
    tell("volunteer.feed_opened", row, None, at)
    return code


@transaction.atomic
def revoke_feed(*, volunteer: Volunteer, at: datetime) -> bool:
    row = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if not row.feed_hash:
        return False
    row.feed_hash, row.feed_opened_at = "", None
    row.save(update_fields=["feed_hash", "feed_opened_at"])
    tell("volunteer.feed_revoked", row, None, at)
    return True
