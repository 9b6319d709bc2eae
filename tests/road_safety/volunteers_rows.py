"""One row behind each address of the volunteers."""

from datetime import datetime, timedelta
from decimal import Decimal

from road_safety.volunteers import claim_operations as claims
from road_safety.volunteers.models import (
    Appointment,
    Availability,
    ExpenseClaim,
    Mission,
    MissionAssignment,
    Training,
    Volunteer,
)
from tests.people import House
from tests.road_safety.volunteers_stage import active


def volunteers_told(house: House, at: datetime) -> None:
    """Somebody active, a mission to staff that he has held once already, what it cost him."""
    person = active("IDSR-2026-90", house.creteil)
    Availability.objects.create(volunteer=person, starts_at=at, ends_at=at + timedelta(hours=4), kind="available")
    mission = Mission.objects.create(
        number="MISSION-2026-900", title="Stand deux-roues", requester="Lycée du Parc", commune=house.creteil,
        state="staffing", starts_at=at + timedelta(days=30), ends_at=at + timedelta(days=30, hours=3), requested_at=at,
    )  # fmt: skip
    mission.needs.create(module="", count=2)
    found = MissionAssignment.objects.create(
        mission=mission, volunteer=person, status="present", proposed_at=at, starts_at=mission.starts_at,
        ends_at=mission.ends_at,
    )  # fmt: skip
    claims.write_claim(assignment=found, kilometres=Decimal(12), by=None, at=at)


def volunteers_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    person = Volunteer.objects.get().pk
    return {
        "idsr/intervenants/": {"pk": person, "verb": "pause", "year": 2026},
        "idsr/disponibilites/": {"pk": Availability.objects.get().pk},
        "idsr/nominations/": {"pk": Appointment.objects.get().pk, "kind": "carte"},
        "idsr/formations/": {"pk": Training.objects.get().pk, "verb": "annuler"},
        "idsr/missions/": {"pk": Mission.objects.get().pk, "volunteer": person, "verb": "annuler"},
        "idsr/affectations/": {"pk": MissionAssignment.objects.get().pk, "verb": "retirer"},
        "idsr/frais/": {"pk": ExpenseClaim.objects.get().pk, "verb": "deposer",
                        "file": "00000000-0000-4000-8000-000000000000"},
        "devenir-intervenant/": {"code": "inconnu"},
        "intervenant/": {"code": "inconnu", "verb": "disponibilite", "pk": 1},
        "api/v1/^volunteers/": {"pk": person},
        "api/v1/^missions/": {"pk": Mission.objects.get().pk},
    }  # fmt: skip
