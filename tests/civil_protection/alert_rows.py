"""One row behind each address of the alert."""

from datetime import date, datetime

from civil_protection.alerts.campaigns import operations
from civil_protection.alerts.campaigns.models import AlertCampaign, AlertScenario, CampaignTarget, ScriptedAnswer
from civil_protection.alerts.directory.models import AlertContact, AlertGroup, DirectoryTask
from civil_protection.alerts.directory.operations import add_contact, save_group
from civil_protection.alerts.sirens.models import Siren, SirenTest, SirenTicket
from civil_protection.alerts.sirens.operations import plan_test, save_siren
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.alerts.vigilance.operations import record_bulletin
from tests.people import House


def alerted(house: House, at: datetime) -> AlertCampaign:
    """A live exercise, a contact to correct, a siren to repair, a bulletin."""
    by = house.director
    contact = add_contact(commune=house.creteil, role="mayor", last_name="Garance",
                          phones=[("mobile", "06 39 98 00 01")], by=by, at=at)  # fmt: skip
    DirectoryTask.objects.create(contact=contact, number="+33639980001", reason="Échec", opened_at=at)
    group = save_group(group=None, name="Riverains", communes=[house.creteil], by=by, at=at)
    scenario = operations.save_scenario(
        scenario=None, code="crue", label="Crue", mode="exercise", voice_text="La Seine monte.",
        sms_text="La Seine monte.", mail_subject="Crue", by=by, at=at,
    )  # fmt: skip
    campaign = operations.prepare(
        scenario=scenario, group=group, mode="exercise", label="Crue", voice_text="La Seine monte.",
        sms_text="La Seine monte.", mail_subject="Crue", decider=by, decided_at=at, objective_minutes=30,
        coverage_percent=95, by=by, at=at,
    )  # fmt: skip
    operations.launch(campaign=campaign, by=by, at=at)
    ScriptedAnswer.objects.create(address="+33639980001", answer="acknowledged")
    siren = save_siren(siren=None, code="SIR-1", commune=house.creteil, place="Mairie", owner="state",
                       trigger="national", state="working", by=by, at=at)  # fmt: skip
    plan_test(month=date(2026, 9, 1), by=by, at=at)
    SirenTicket.objects.create(siren=siren, words="Muette", opened_at=at)
    record_bulletin(phenomenon="wind", colour="orange", section="", starts_at=at, ends_at=at.replace(hour=23),
                    issued_at=at, source="Météo-France", by=by, at=at)  # fmt: skip
    return campaign


def alert_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    campaign, bulletin = AlertCampaign.objects.get(), VigilanceBulletin.objects.get()
    return {
        "alerte/annuaire/": {"pk": AlertContact.objects.get().pk},
        "alerte/corrections/": {"pk": DirectoryTask.objects.get().pk},
        "alerte/groupes/": {"pk": AlertGroup.objects.get().pk},
        "alerte/scenarios/": {"pk": AlertScenario.objects.get().pk},
        "alerte/campagnes/": {"pk": campaign.pk, "verb": "annuler"},
        "alerte/destinataires/": {"pk": CampaignTarget.objects.get().pk, "verb": "prendre"},
        "alerte/sirenes/": {"pk": Siren.objects.get().pk},
        "alerte/sirenes/anomalies/": {"pk": SirenTicket.objects.get().pk},
        "alerte/essais/": {"pk": SirenTest.objects.get().pk, "verb": "deplacer"},
        "alerte/vigilance/": {"pk": bulletin.pk, "verb": "decision"},
        "api/v1/^alert-campaigns/": {"pk": campaign.pk},
        "api/v1/^alert-messages/": {"pk": CampaignTarget.objects.get().pk},
        "api/v1/^alert-contacts/": {"pk": AlertContact.objects.get().pk},
        "api/v1/^vigilance/": {"pk": bulletin.pk},
    }
