"""One row more on each list of civil protection beyond the plans, with what each row shows beside itself."""

from datetime import date, datetime, timedelta

from civil_protection.communal.models import CommunalEvent, CommunalFile
from civil_protection.crisis.operations import open_event
from civil_protection.establishments.models import Establishment
from civil_protection.exercises.models import Exercise
from civil_protection.orders.operations import draft_prohibition
from civil_protection.plans.models import Plan
from civil_protection.profiles.models import RiskProfile
from civil_protection.public_information.models import CommuneRisk, DisasterRequest, Risk
from civil_protection.safety_commissions.models import CompetenceRule, LocalBody
from civil_protection.safety_files.models import AccessibilityAgenda, TentRegister
from civil_protection.safety_visits.models import (
    FollowUpStep,
    SafetyRequirement,
    SafetyVisit,
    UnfavourableOpinion,
)
from civil_protection.security_studies.models import SecurityStudy
from directorate.commissions.models import Commission, Seat
from directorate.territory.models import Commune
from tests.civil_protection.establishment_rows import an_establishment
from tests.civil_protection.first_aid_rows import announced, approved, asked_session, association, candidates, sized
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
    an_establishment(by=house.director, at=at)
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
    trainer = association(house.director, at, name=f"Formateurs {rank}", trains=True)
    session = asked_session(house.director, at, trainer, house.creteil)
    (person,) = candidates(house.director, at, session, count=1)
    session.certificates.create(number=f"FPSC-{rank:04d}", unit="FPSC", year=2026, last_name=person.last_name,
                                first_name=person.first_name, issued_on=at.date(), candidate=person,
                                recorded_at=at)  # fmt: skip
    one_visit_more(house, rank, at)
    one_file_more(town, rank, at)
    one_safety_body(town, rank)


def one_visit_more(house: House, rank: int, at: datetime) -> None:
    """A held visit with a requirement, and the follow-up of its unfavourable opinion."""
    on, by = at.date(), house.director
    place = Establishment.objects.create(
        number=f"ERP-V{rank:03d}", name=f"Hôtel {rank}", address=f"{rank} quai du Port", commune=house.creteil,
        main_type="O", activity="O", category=4, category_computed=4, sleeping=True, period_months=36,
        next_visit_on=on - rank * DAY, recorded_at=at,
    )  # fmt: skip
    opinion = UnfavourableOpinion.objects.create(establishment=place, opened_on=on - rank * DAY, reasons="Alarme")
    FollowUpStep.objects.create(opinion=opinion, happened_on=on, label="Avis", recorded_at=at, recorded_by=by)
    visit = SafetyVisit.objects.create(
        establishment=place, kind="periodic", state="held", planned_on=on - rank * DAY, held_on=on - rank * DAY,
        group=[{"role": "fire", "name": "Lt Aubry", "present": True, "certified": True, "position": "unfavourable"}],
        report="Vu.", opinion="unfavourable", opinion_on=on, opinion_why="Alarme", follow_up=opinion, recorded_at=at,
    )  # fmt: skip
    SafetyRequirement.objects.create(establishment=place, visit=visit, number=1, text="Alarme", category="operation",
                                     due_on=on)  # fmt: skip


def one_file_more(town: Commune, rank: int, at: datetime) -> None:
    """A study, a tent and an agenda."""
    SecurityStudy.objects.create(
        reference=f"ESP-{rank:03d}", project=f"Projet {rank}", commune=town, owner="Société", nature="construction",
        floor_area=70_000, identified_on=date(2026, 1, 1), recorded_at=at,
    )  # fmt: skip
    TentRegister.objects.create(
        number=f"T-{rank:03d}", owner="Cirque", label="Chapiteau", surface=100, capacity=80, prefecture="Préfecture",
        attested_on=date(2025, 1, 1), verification_due_on=date(2027, 1, 1), recorded_at=at,
    )  # fmt: skip
    AccessibilityAgenda.objects.create(
        number=f"ADAP-{rank:03d}", establishment_name="Médiathèque", commune=town, owner="Ville",
        approved_on=date(2019, 1, 1), years=9, ends_on=date(2028, 1, 1),
    )  # fmt: skip


def one_safety_body(town: Commune, rank: int) -> None:
    commission = Commission.objects.create(
        code=f"sec-{rank}", name=f"Commission de sécurité {rank}", legal_basis="décret n° 95-260", quorum=0,
        secretariat_id="protection-civile", quorum_rule="seats", notice_days=10, minutes_days=8,
    )  # fmt: skip
    Seat.objects.create(commission=commission, code="presidence", label="Présidence", rank=1, holder="chair",
                        voice="all", is_required=True)  # fmt: skip
    LocalBody.objects.create(commission=commission, kind="communal", created_on=date(2024, 1, 1))
    CompetenceRule.objects.create(rank=rank + 1, commission=commission, commune=town, categories=[5], source="arrêté",
                                  valid_from=date(2024, 1, 1))  # fmt: skip
