"""One row behind each address of the schools, the campaigns, the labels and the control operations."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from directorate.org.models import StaffMember
from road_safety.campaigns import operations as campaigns
from road_safety.campaigns.models import Campaign, CampaignFile, LabelAward
from road_safety.controls import operations as controls
from road_safety.controls.models import ControlOperation
from road_safety.education import operations as education
from road_safety.education.models import School
from tests.people import House

HOME = "securite-routiere/"
COUNTS = {"vehicles": 120, "breath_tests": 80, "breath_positive": 6, "drug_tests": 20, "drug_positive": 3,
          "speeding": 11, "licences_retained": 4, "immobilised": 2}  # fmt: skip


def college(by: StaffMember, commune, at: datetime, uai: str = "0940001R", **facts) -> School:
    return education.save_school(uai=uai, name="Collège des Tilleuls", kind="college", commune=commune, by=by, at=at,
                                 **facts)  # fmt: skip


def held(by: StaffMember, commune, at: datetime, *, place: str = "Carrefour Pompadour", **facts) -> ControlOperation:
    row = controls.plan_control(held_on=at.date(), commune=commune, place=place, forces=["dtsp"], by=by, at=at)
    return controls.hold_control(control=row, counts=COUNTS, by=by, at=at, **facts)


def drafted(by: StaffMember, at: datetime, **facts) -> Campaign:
    values = {"title": "Voir et être vu", "kind": "local", "starts_on": date(2026, 10, 20),
              "ends_on": date(2026, 10, 30), "message": "Un gilet, une lampe.", **facts}  # fmt: skip
    return campaigns.save_campaign(**values, by=by, at=at)


def prevented(house: House, at: datetime) -> None:
    by = house.stranger
    school = college(by, house.creteil, at)
    education.record_result(school=school, first_year=2024, kind="assr2", enrolled=100, present=90, passed=81,
                            by=by, at=at)  # fmt: skip
    held(by, house.creteil, at)
    row = drafted(by, at)
    campaigns.add_partner(campaign=row, name="Cap Prudence", kind="association", by=by, at=at)
    page = SimpleUploadedFile("article.txt", b"Un article.", "text/plain")
    campaigns.add_file(campaign=row, nature="clipping", title="Article", outlet="Le Courrier du Fleuve",
                       document=page, by=by, at=at)  # fmt: skip
    campaigns.save_label(label="ville_prudente", holder="Créteil", holder_kind="town", awarded_on=date(2025, 1, 15),
                         commune=house.creteil, level=3, by=by, at=at)  # fmt: skip


def prevention_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    campaign, control = Campaign.objects.first().pk, ControlOperation.objects.first().pk
    school = School.objects.first().pk
    return {
        f"{HOME}etablissements-scolaires/": {"pk": school, "verb": "resultat"},
        f"{HOME}controles/": {"pk": control, "verb": "corriger"},
        f"{HOME}campagnes/": {"pk": campaign, "verb": "modifier"},
        f"{HOME}campagnes/<int:pk>/cabinet/": {"pk": campaign, "verb": "valider"},
        f"{HOME}campagnes/plan/": {"year": 2026, "code": "music"},
        f"{HOME}campagnes/fichiers/": {"pk": CampaignFile.objects.first().pk},
        f"{HOME}labels/": {"pk": LabelAward.objects.first().pk, "verb": "modifier"},
        f"{HOME}barometre/": {"year": 2021, "month": 11},
        f"{HOME}note-trimestrielle/": {"year": 2021, "quarter": 4},
        f"{HOME}bilan-dsr/": {"year": 2026},
        f"{HOME}accidents/publication/": {"year": 2021, "kind": "csv"},
        f"{HOME}accidents/enjeux/": {"code": "pedestrian", "year": 2021},
        "api/v1/^schools/": {"pk": school},
        "api/v1/^road-campaigns/": {"pk": campaign},
        "api/v1/^control-operations/": {"pk": control},
    }
