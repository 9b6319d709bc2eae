"""Bans of demonstrations: one declared and heard, one announced too late to be, one whose route alone is changed."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import PARIS, Story, later, moment

BAN = "demonstration_ban"
GATHERINGS = (
    ("Collectif des Deux Rives", "M. Ambroise Keller", "Contre la fermeture du passage"),
    ("Rassemblement du Belvédère", "Mme Zélie Fontanges", "Nuit du Belvédère"),
    ("Union des riverains du canal", "M. Côme Lagarrigue", "Pour un canal sans camions"),
)


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield banned(teller, 0, moment(today - timedelta(days=60)), ahead=15, outcome="ban")
    yield banned(teller, 1, moment(today - timedelta(days=33)), ahead=4, outcome="ban", urgent=True)
    yield banned(teller, 2, moment(today - timedelta(days=2)), ahead=14, outcome="")


def banned(teller, rank: int, at: datetime, *, ahead: int, outcome: str, urgent: bool = False) -> Story:
    yield at
    worker = teller.agent(rank + 1, at.date())
    name, representative, purpose = GATHERINGS[rank]
    commune = teller.communes[(rank * 11 + 5) % len(teller.communes)]
    starts = datetime.combine(at.date() + timedelta(days=ahead), time(15), tzinfo=PARIS)
    domicile = f"{20 + rank} quai des Charpentiers, {commune.name}"
    case = open_case(
        procedure_code=BAN, received_on=at.date(), channel="police", by=worker, at=at, caseworker=worker,
        commune=commune,
        party={"kind": "association", "last_name": name, "representative": representative,
               "email": f"rassemblement{rank}@exemple.invalid",
               "address": f"{20 + rank} quai des Charpentiers\n{commune.postal_codes[0]} {commune.name}"},
        answers={
            "declaration": "", "organisers": [f"{representative}, {domicile}"],
            "elected_domicile": "" if urgent else domicile, "purpose": purpose, "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=4)).isoformat(), "start_place": "Place de la gare",
            "route": "Rue du Canal, pont de l'Écluse",
            "threats": [f"{at - timedelta(days=1):%d/%m/%Y} : appel public à forcer les barrages du chantier"],
            "report_references": [f"DTSP94-{at.year}-{5300 + rank}"],
            "alternatives": ["Autre horaire : l'affluence y serait la même",
                             "Encadrement renforcé : les effectifs sont engagés ailleurs ce jour"],
            "imposed_route": "",
        },
    )  # fmt: skip
    at = at + timedelta(hours=1)
    yield at
    step(case, "qualify", at, text="Risque avéré.")
    at = at + timedelta(hours=1)
    yield at
    if urgent:
        step(
            case, "waive_hearing", at, by=teller.head, exception="urgency",
            exception_reason="la manifestation, annoncée sans déclaration, se tient dans quatre jours",
        )  # fmt: skip
    else:
        step(
            case, "invite_to_hearing", at, deadline_on=at.date() + timedelta(days=8),
            facts="Appel public à forcer les barrages du chantier.",
            contemplated_measure="Interdiction de la manifestation.",
        )  # fmt: skip
        if not outcome:
            return
        at = later(at, 4)
        yield at
        step(case, "record_observations", at, mode="oral", observations_on=at.date(),
             observations="Les organisateurs proposent un service d'ordre.")  # fmt: skip
    at = at + timedelta(hours=1)
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at)
    at = at + timedelta(hours=1)
    yield at
    step(case, "sign", at, by=teller.cabinet)
    at = at + timedelta(hours=1)
    yield at
    step(case, "notify", at, notified_at=at, mode="police_report", reference=f"PV {at.year}/{8100 + rank}")
    # Published in one of the issues of the fortnight.
    at = moment(starts.date() + timedelta(days=16))
    yield at
    if Case.objects.get(pk=case.pk).stage == "in_execution":
        step(case, "end_measure", at, text="La manifestation n'a pas eu lieu.")
