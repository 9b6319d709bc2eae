"""A small alert: the people of Créteil and of Vincennes, a group, a scenario, a campaign ready to leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from civil_protection.alerts.campaigns import engine
from civil_protection.alerts.campaigns.models import AlertCampaign, AlertScenario, CampaignTarget, ScriptedAnswer
from civil_protection.alerts.campaigns.operations import launch, prepare, save_scenario
from civil_protection.alerts.directory.models import AlertContact, AlertGroup
from civil_protection.alerts.directory.operations import add_contact, save_group
from directorate.legal_calendar.arithmetic import PARIS
from tests.civil_protection.conftest import Desk

# The night of the worked example.
T0 = datetime(2026, 3, 2, 2, 15, tzinfo=PARIS)
MAYOR, DEPUTY, CHIEF, OTHER = "+33639980001", "+33639980002", "+33199000003", "+33639980011"


@dataclass
class Alert:
    desk: Desk
    group: AlertGroup
    scenario: AlertScenario
    campaign: AlertCampaign

    @property
    def creteil(self) -> CampaignTarget:
        return self.campaign.targets.get(commune=self.desk.house.creteil)

    def launch(self, at: datetime = T0) -> AlertCampaign:
        return launch(campaign=self.campaign, by=self.desk.agent, at=at)

    def calls(self, channel: str = "voice"):
        return self.creteil.attempts.filter(channel=channel)


def add_person(desk: Desk, commune, role: str, name: str, number: str, **facts) -> AlertContact:
    phones = [("mobile" if number.startswith("+336") else "office", number)] if number else []
    return add_contact(
        commune=commune, role=role, last_name=name, phones=phones, by=desk.agent, at=T0 - timedelta(days=9), **facts
    )


def add_scenario(desk: Desk, **facts) -> AlertScenario:
    told = {
        "code": "crue-seine", "label": "Crue de la Seine", "phenomenon": "flood", "colour": "orange", "mode": "real",
        "voice_text": "Ici la préfecture. La Seine monte. Appuyez sur la touche 1.",
        "sms_text": "Préfecture : la Seine monte, répondez à l'appel.", "mail_subject": "Crue de la Seine",
        "instructions": "Prévenir les riverains des quais.", "group": None,
    }  # fmt: skip
    return save_scenario(scenario=None, by=desk.agent, at=T0, **{**told, **facts})


def add_campaign(desk: Desk, scenario: AlertScenario, group: AlertGroup, mode: str = "real") -> AlertCampaign:
    return prepare(
        scenario=scenario, group=group, mode=mode, label="Crue de la Seine", voice_text=scenario.voice_text,
        sms_text=scenario.sms_text, mail_subject=scenario.mail_subject, decider=desk.house.director,
        decided_at=T0 - timedelta(minutes=4), objective_minutes=30, coverage_percent=95, by=desk.agent, at=T0,
    )  # fmt: skip


def staged(desk: Desk, mode: str = "real") -> Alert:
    """Three people in Créteil; Vincennes is not called."""
    creteil = desk.house.creteil
    add_person(desk, creteil, "chief_executive", "Roussel", CHIEF)
    add_person(desk, creteil, "mayor", "Garance", MAYOR, emails=["maire@commune.invalid"])
    add_person(desk, creteil, "first_deputy", "Ormeau", DEPUTY)
    group = save_group(group=None, name="Riverains", communes=[creteil], by=desk.agent, at=T0)
    scenario = add_scenario(desk)
    return Alert(desk, group, scenario, add_campaign(desk, scenario, group, mode))


def answers(address: str, answer: str = "acknowledged", after: int = 20) -> None:
    ScriptedAnswer.objects.update_or_create(address=address, defaults={"answer": answer, "after_seconds": after})


def play(first: datetime, last: datetime, every: int = 1) -> None:
    """The engine turns every so many seconds, both instants included."""
    at = first
    while at <= last:
        engine.turn(at=at)
        at += timedelta(seconds=every)
