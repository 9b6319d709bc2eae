"""One row more on each list of civil protection beyond the plans, with what each row shows beside itself."""

from datetime import date, datetime, timedelta

from civil_protection.communal.models import CommunalEvent, CommunalFile
from civil_protection.crisis.operations import open_event
from civil_protection.exercises.models import Exercise
from civil_protection.orders.operations import draft_prohibition
from civil_protection.plans.models import Plan
from civil_protection.profiles.models import RiskProfile
from civil_protection.public_information.models import CommuneRisk, DisasterRequest, Risk
from directorate.territory.models import Commune
from tests.civil_protection.first_aid_rows import announced, approved, association, sized
from tests.people import House

DAY = timedelta(days=1)


def one_civil_more(house: House, rank: int, at: datetime) -> None:
    event = open_event(name=f"Crue {rank}", mode="real", hazard="flood", communes=[house.creteil], by=house.director,
                       at=at)  # fmt: skip
    draft_prohibition(event=event, forbidden="access", subject="à tous", perimeter="Quai", reason="Eau.", starts_at=at,
                      ends_at=at + DAY, by=house.director, at=at)  # fmt: skip
    exercise = Exercise.objects.create(
        title=f"Exercice {rank}", kind="table", starts_at=at, ends_at=at + DAY, direction="DSC", pilot="Pôle",
        recorded_at=at, recorded_by=house.director,
    )  # fmt: skip
    exercise.plans.add(Plan.objects.order_by("-pk").first())
    DisasterRequest.objects.create(
        number=f"CN-{rank:03d}", commune=house.creteil, phenomenon="flood", began_at=at - rank * DAY,
        ended_at=at - rank * DAY + timedelta(hours=3), year=2026, goods=2, channel="online", due_on=date(2028, 6, 1),
        recorded_at=at,
    )  # fmt: skip
    town = Commune.objects.order_by("insee")[rank % Commune.objects.count()]
    RiskProfile.objects.get_or_create(commune=town, defaults={"flood_plan": True, "source": "Carte",
                                                              "checked_on": date(2026, 1, 5)})  # fmt: skip
    CommuneRisk.objects.get_or_create(
        commune=town, risk=Risk.values[rank % len(Risk.values)],
        defaults={"degree": 1, "source": "Carte", "checked_on": date(2026, 1, 5)},
    )  # fmt: skip
    file, _ = CommunalFile.objects.get_or_create(commune=town)
    CommunalEvent.objects.create(file=file, kind="dicrim", happened_on=date(2026, 1, 1) + rank * DAY, recorded_at=at,
                                 recorded_by=house.director)  # fmt: skip
    event = announced(house.director, at, house.creteil, name=f"Concert {rank}")
    event.opinions.create(service="police", asked_on=at.date())
    body = association(house.director, at, name=f"Secouristes {rank}")
    approved(house.director, at, body)
    post = sized(house.director, at, event)
    post.association = body
    post.save()
    body.controls.create(done_on=at.date(), findings="Rien", recorded_at=at)
