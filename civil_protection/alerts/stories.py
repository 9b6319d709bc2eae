"""The demonstration of the alert: the people of the communes, a test campaign, one that goes on, sirens, a vigilance.

All people and numbers are invented: the numbers are those that the authority keeps for fiction.
"""

from datetime import date, datetime, timedelta
from itertools import count

from django.utils.text import slugify

from civil_protection.alerts.campaigns import engine
from civil_protection.alerts.campaigns.models import AlertScenario, ScriptedAnswer
from civil_protection.alerts.campaigns.monthly import plan_monthly_test
from civil_protection.alerts.campaigns.operations import launch, prepare, save_scenario
from civil_protection.alerts.directory.models import AlertContact, AlertGroup, ContactPhone
from civil_protection.alerts.directory.operations import save_group
from civil_protection.alerts.directory.queries import members_of
from civil_protection.alerts.sirens.models import Siren
from civil_protection.alerts.sirens.operations import note_test, plan_test, save_siren
from civil_protection.alerts.vigilance.operations import decide, record_bulletin
from civil_protection.policies import UNIT
from directorate.casework.move import paris_day
from directorate.casework.policies import AUTHORITIES
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import Posting, StaffMember
from directorate.territory.queries import communes

FIRST = ("Ysé", "Armand", "Lila", "Octave", "Mina", "Basile", "Jade", "Cyprien", "Nour", "Anselme", "Elia")
LAST = ("Garance", "Ormeau", "Roussel", "Bellac", "Tissier", "Vauban", "Morel", "Sorel", "Keller", "Marais", "Dumoulin",
        "Perrault", "Lacour")  # fmt: skip
ROLES = ("mayor", "first_deputy", "chief_executive", "technical_duty", "municipal_police")
# The last days of a check, from fresh to forgotten.
CHECKED = (20, 45, 90, 150, 210)
TURN = timedelta(seconds=30)


def agent() -> StaffMember:
    posting = Posting.objects.filter(unit_id=UNIT, role="caseworker", ends_on=None).order_by("pk").first()
    return posting.staff


def authority() -> StaffMember:
    return Posting.objects.filter(role__in=AUTHORITIES, ends_on=None).order_by("-role", "pk").first().staff


def tell(at: datetime) -> None:
    if AlertContact.objects.exists():
        return
    by = agent()
    fill_directory(at)
    groups = {
        "47 communes": {"every_commune": True, "is_locked": False},
        "Riverains de la Seine": {"rivers": ["seine"]},
        "Riverains de la Marne": {"rivers": ["marne"]},
        "Périmètres de PPI": {"flags": ["industrial_plan"]},
        "Territoire à risque d'inondation": {"flags": ["flood_territory"]},
        "Services de l'État": {"kinds": ["state_service"]},
    }
    kept = {name: save_group(group=None, name=name, by=by, at=at, **facts) for name, facts in groups.items()}
    flood = scenario(by, at, "crue-seine-orange", "Crue de la Seine, vigilance orange", "flood", "orange", "real",
                     kept["Riverains de la Seine"])  # fmt: skip
    test = scenario(by, at, "essai-mensuel", "Essai mensuel de l'alerte des maires", "", "", "test",
                    kept["47 communes"])  # fmt: skip
    scenario(by, at, "ppi-confinement", "PPI : mise à l'abri", "", "red", "real", kept["Périmètres de PPI"])
    monthly_tests(test, kept["47 communes"], by, at)
    # Where no risk is loaded yet, everybody takes part.
    along = next(kept[name] for name in ("Riverains de la Seine", "47 communes") if len(members_of(kept[name])))
    exercise = campaign(flood, along, "exercise", by, at - timedelta(minutes=6))
    play(exercise, at - timedelta(minutes=6), turns=12)
    inventory(by, at)
    watch(by, at)


def fill_directory(at: datetime) -> None:
    """Five people in each commune, at once: a journal line for each would say nothing to anybody."""
    numbers, people, phones = count(1), [], []
    for place, commune in enumerate(communes().order_by("insee")):
        for rank, role in enumerate(ROLES if place % 9 else ROLES[:2]):
            first, last = FIRST[(place * 5 + rank) % len(FIRST)], LAST[(place * 3 + rank * 4) % len(LAST)]
            checked = paris_day(at) - timedelta(days=CHECKED[(place + rank) % len(CHECKED)])
            people.append(AlertContact(
                first_name=first, last_name=last, role=role, commune=commune, recorded_at=at - timedelta(days=400),
                emails=[f"{role.replace('_', '-')}@{slugify(commune.name)}.invalid"], checked_on=checked,
                checked_by="call",
            ))  # fmt: skip
    AlertContact.objects.bulk_create(people)
    for contact in people:
        number = next(numbers)
        phones.append(ContactPhone(contact=contact, rank=1, kind="mobile", number=f"+3363998{number:04}"))
        if contact.role in ("mayor", "chief_executive"):
            phones.append(ContactPhone(contact=contact, rank=2, kind="office", number=f"+3319900{number:04}"))
    ContactPhone.objects.bulk_create(phones)
    answers = []
    for phone in phones:
        place = int(phone.number[-4:])
        if place % 23 == 0:
            answers.append(ScriptedAnswer(address=phone.number, answer="failed", after_seconds=4))
        elif place % 3:
            answers.append(ScriptedAnswer(address=phone.number, answer="acknowledged", after_seconds=15 + place % 90))
        else:
            answers.append(ScriptedAnswer(address=phone.number, answer="no_answer", after_seconds=40))
    ScriptedAnswer.objects.bulk_create(answers)


def scenario(by, at, code, label, phenomenon, colour, mode, group: AlertGroup) -> AlertScenario:
    return save_scenario(
        scenario=None, code=code, label=label, phenomenon=phenomenon, colour=colour, mode=mode, group=group,
        voice_text=f"Ici la préfecture. {label}. Consultez le courriel qui vient de partir et prenez vos dispositions."
        " Pour confirmer que vous avez entendu ce message, appuyez sur la touche 1.",
        sms_text=f"Préfecture : {label}. Un appel suit, merci de l'acquitter par la touche 1.",
        mail_subject=label, instructions="Activer la cellule communale, prévenir les riverains, rendre compte.",
        by=by, at=at,
    )  # fmt: skip


def campaign(row: AlertScenario, group: AlertGroup, mode: str, by, at: datetime):
    return prepare(
        scenario=row, group=group, mode=mode, label=row.label, voice_text=row.voice_text, sms_text=row.sms_text,
        mail_subject=row.mail_subject, decider=authority(), decided_at=at - timedelta(minutes=3), objective_minutes=30,
        coverage_percent=95, by=by, at=at,
    )  # fmt: skip


def monthly_tests(row: AlertScenario, group: AlertGroup, by, at: datetime) -> None:
    """The one of the last month, and the next one ready to leave."""
    facts = {"scenario": row, "group": group, "decider": authority(), "by": by}
    first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = first - timedelta(days=1)
    done = plan_monthly_test(month=add_months(first.date(), -1), at=before.replace(day=1), **facts)
    play(done, done.planned_at)
    plan_monthly_test(month=add_months(first.date(), 1), at=at, **facts)


def play(row, at: datetime, turns: int = 31) -> None:
    """The engine turns as it does in life, faster; the hundreds of messages beside the calls leave at once."""
    launch(campaign=row, by=row.prepared_by, at=at)
    row.attempts.exclude(channel="voice").update(state="sent", sent_at=at)
    for turn in range(turns):
        engine.turn(at=at + turn * TURN)


def inventory(by, at: datetime) -> None:
    rows = [
        save_siren(
            siren=None, code=f"SIR-{place + 1:02}", commune=commune, place="Toit de l'hôtel de ville",
            owner="state" if place % 3 else "commune", trigger="national", state="working",
            latitude=commune.latitude, longitude=commune.longitude, range_m=1500 + 200 * (place % 4),
            maintained_on=paris_day(at) - timedelta(days=60 + 20 * place), by=by, at=at,
        )
        for place, commune in enumerate(list(communes().order_by("insee"))[::4])
    ]  # fmt: skip
    this_month = paris_day(at).replace(day=1)
    for back in (2, 1):
        tested(rows, add_months(this_month, -back), by, at)
    plan_test(month=add_months(this_month, 1), by=by, at=at)


def tested(rows: list[Siren], month: date, by, at: datetime) -> None:
    test = plan_test(month=month, by=by, at=at)
    heard = {row.pk: ("absent", "Ne sonne plus depuis l'orage") if not place and month.month % 2 else
             ("weak", "") if place == 5 else ("ok", "") for place, row in enumerate(rows)}  # fmt: skip
    note_test(test=test, done_at=test.planned_at, seconds=101, remarks="", heard=heard, by=by, at=at)


def watch(by, at: datetime) -> None:
    hour = at.replace(minute=0, second=0, microsecond=0)
    flood = record_bulletin(
        phenomenon="flood", colour="yellow", section="Seine moyenne", starts_at=hour - timedelta(hours=10),
        ends_at=hour + timedelta(hours=26), issued_at=hour - timedelta(hours=11), source="Vigicrues", by=by, at=at,
    )  # fmt: skip
    decide(
        bulletin=flood, decision="reinforced", decision_note="Hauteur suivie toutes les quatre heures.", by=by, at=at
    )
    record_bulletin(
        phenomenon="wind", colour="orange", section="", starts_at=hour - timedelta(days=40),
        ends_at=hour - timedelta(days=39, hours=6), issued_at=hour - timedelta(days=40, hours=5),
        source="Météo-France", by=by, at=at,
    )  # fmt: skip
