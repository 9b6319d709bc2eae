"""Files on establishments in the demonstration: most at reception, a few further; tents and agendas by the row."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.queries import establishments
from civil_protection.policies import UNIT
from civil_protection.safety_files import operations
from civil_protection.safety_files.models import (
    AccessibilityAgenda,
    TentImplantation,
    TentRegister,
    TentVerification,
)
from civil_protection.safety_files.terms import end_of_agenda, next_verification
from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.operations import open_case, save_draft, take_transition
from directorate.demonstration.stories import moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import in_post, posting_on, staff_of_unit
from directorate.parameters.queries import every_version, remembering, value
from directorate.territory.department import HOME
from directorate.territory.models import Commune

DAY = timedelta(days=1)
SEED = 260
TENTS, AGENDAS = 40, 30
OWNERS = ("Cirque Bellini", "Chapiteaux du Confluent", "Association Les Tréteaux", "Structures Éphémères Lormont",
          "Compagnie du Grand Large", "Comité des fêtes des Coteaux", "Tentes et Réceptions Vauclair")  # fmt: skip
SHAPES = ("Chapiteau rond", "Chapiteau quatre mâts", "Tente de réception", "Structure à palées", "Barnum assemblé")
BODIES = ("Bureau Véridic", "Contrôle Toile Service", "Vérifications Lanoue")
PLACES = ("place du Marché", "parc des Sports", "esplanade du Lac", "parking de la Mairie", "plaine des Jeux")
PUBLIC = ("Médiathèque", "Groupe scolaire", "Gymnase", "Mairie annexe", "Cabinet médical", "Hôtel de la Gare")
# procedure, answers, days ago, how far it has gone
FILES: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("safety_works", {"works": "Création d'une mezzanine et d'un second escalier", "accessibility_derogation": False,
                      "fire_derogation": False}, 12, "received"),
    ("safety_works", {"works": "Réaménagement de la surface de vente", "accessibility_derogation": False,
                      "fire_derogation": False}, 40, "incomplete"),
    ("safety_works_with_derogation", {"works": "Rénovation de la halle ancienne", "fire_derogation": False}, 30,
     "consulted"),
    ("safety_permit_opinion", {"permit_number": "PC 26 W0412", "nature": "new_establishment", "floor_area": 6_200}, 20,
     "received"),
    ("safety_fire_derogation", {"rule": "Article CO 38", "reasons": "Escalier classé", "compensations": "Détection"},
     18, "consulted"),
    ("safety_access_derogation", {"rule": "Largeur de la porte", "reason": "co_owners", "reasons": "Refus voté",
                                  "public_service": False, "substitution": ""}, 9, "received"),
    ("safety_exceptional_use", {"use": "Salon du livre dans le gymnase", "dates": [], "people": 900,
                                "organiser": "Les Amis du livre", "other_organiser": True}, 6, "received"),
)  # fmt: skip


def tell(at: datetime) -> None:
    by = next(iter(staff_of_unit(UNIT, paris_day(at))), None)
    towns = list(Commune.objects.defer("contour").order_by("insee"))
    if by is None or not towns:
        return
    with remembering(every_version()):
        rows(towns, at)
        files(towns, by, at)
        openings(towns, by, at)


# --- registers, by the row ----------------------------------------------------------------------------------------


def rows(towns: list[Commune], at: datetime) -> None:
    drawn, on = random.Random(SEED), paris_day(at)  # noqa: S311
    prefecture = value("authority.prefecture", on)
    tents, verified, placed = [], [], []
    for rank in range(TENTS):
        attested_on = add_months(on, -drawn.randint(3, 90))
        tent = TentRegister(
            number=f"T-{HOME.code}-{100 + rank}", owner=drawn.choice(OWNERS), label=drawn.choice(SHAPES),
            surface=drawn.randrange(80, 1_800, 20), capacity=drawn.randrange(50, 1_200, 10), storeyed=rank % 17 == 0,
            attested_on=attested_on, prefecture=prefecture, recorded_at=at,
            verification_due_on=next_verification(attested_on, 2),
        )  # fmt: skip
        # One in seven was forgotten.
        while tent.verification_due_on < on and (rank % 7 or len(verified) < rank):
            day = tent.verification_due_on - drawn.randint(2, 40) * DAY
            tent.verification_due_on = next_verification(day, 2)
            verified.append(TentVerification(register=tent, verified_on=day, body=drawn.choice(BODIES), result="sound",
                                             next_on=tent.verification_due_on))  # fmt: skip
        if rank % 3 == 0:
            first = on + (drawn.randint(-60, 40)) * DAY
            placed.append(TentImplantation(register=tent, commune=drawn.choice(towns), place=drawn.choice(PLACES),
                                           starts_on=first, ends_on=first + 3 * DAY,
                                           leave="given" if first < on else "asked"))  # fmt: skip
        tents.append(tent)
    TentRegister.objects.bulk_create(tents)
    TentVerification.objects.bulk_create(verified)
    TentImplantation.objects.bulk_create(placed)
    AccessibilityAgenda.objects.bulk_create(agenda(rank, drawn, towns, on) for rank in range(AGENDAS))


def agenda(rank: int, drawn: random.Random, towns: list[Commune], on: date) -> AccessibilityAgenda:
    town, years = drawn.choice(towns), drawn.choice((3, 6, 9))
    approved_on = date(2015, 9, 28) + drawn.randint(0, 1_250) * DAY
    ends_on = end_of_agenda(approved_on, years)
    return AccessibilityAgenda(
        number=f"ADAP-{HOME.code}-{approved_on.year}-{rank + 1:03d}", commune=town, years=years,
        establishment_name=f"{drawn.choice(PUBLIC)}, {town.name}", owner=f"Ville de {town.name}",
        approved_on=approved_on, ends_on=ends_on,
        first_year_on=add_months(approved_on, 11) if rank % 4 else None,
        midterm_on=add_months(approved_on, 6 * years) if years > 3 and rank % 3 else None,
        attested_on=ends_on + 30 * DAY if ends_on < on - 90 * DAY and rank % 5 else None,
    )  # fmt: skip


# --- files --------------------------------------------------------------------------------------------------------


def files(towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """On establishments of the register, when there are some."""
    known = list(establishments().filter(category__in=(3, 4)).order_by("pk")[: len(FILES)])
    large = establishments().filter(category__in=(1, 2), status=Establishment.Status.OPEN).order_by("pk").first()
    for rank, (code, answers, ago, until) in enumerate(FILES):
        found = large if code in ("safety_works_with_derogation", "safety_permit_opinion") else None
        found = found or (known[rank] if rank < len(known) else None)
        day = moment(paris_day(at) - ago * DAY)
        if code == "safety_exceptional_use":
            start = moment(paris_day(at) + 20 * DAY, 9)
            answers = {**answers, "starts_at": start.isoformat(), "ends_at": (start + 2 * DAY).isoformat()}
        case = filed(code, answers, found, towns[rank % len(towns)], by, day, lacking=until == "incomplete")
        if until == "incomplete":
            case = step(case, "request_pieces", day + 3 * DAY, pieces=["safety_notice"],
                        limit_on=paris_day(day) + 33 * DAY)  # fmt: skip
        if until == "consulted":
            consulted(step(case, "declare_complete", day + DAY), day + 2 * DAY)


def filed(
    code: str, answers: dict[str, Any], found: Establishment | None, town: Commune, by: StaffMember, at: datetime, *,
    lacking: bool = False,
) -> Case:  # fmt: skip
    town = found.commune if found else town
    name = str(found) if found else "Établissement du Centre"
    procedure = registry.procedure(code)
    facts = {
        "establishment_name": name,
        "establishment": found.number if found else "",
        "activity": found.get_activity_display()[:120] if found else "M · Magasins de vente",
        "category": str(found.category) if found else "3",
        **answers,
    }
    given = {field: facts[field] for field in procedure.form.base_fields if field in facts}
    needed = [piece.code for piece in procedure.pieces if piece.is_needed(given, paris_day(at))]
    return open_case(
        procedure_code=code, received_on=paris_day(at), channel="post", by=by, at=at, caseworker=by, commune=town,
        answers=given, received_pieces=tuple(row for row in needed if not (lacking and row == "safety_notice")),
        party={"kind": "town", "last_name": f"Mairie de {town.name}", "representative": "Le maire",
               "email": f"mairie{town.pk}@exemple.invalid",
               "address": f"Hôtel de ville\n{next(iter(town.postal_codes), '')} {town.name}"},
        place={"name": name, "address": found.address if found else "1 place de la Mairie",
               "latitude": town.latitude, "longitude": town.longitude},
    )  # fmt: skip


def step(case: Case, name: str, at: datetime, by: StaffMember | None = None, **details: Any) -> Case:
    return take_transition(case=case, name=name, by=by or case.caseworker, at=at, **details)


def consulted(case: Case, at: datetime) -> Case:
    procedure = registry.procedure(case.procedure_code)
    for wanted in procedure.opinions:
        if wanted.is_mandatory(case.answers):
            case = step(case, "request_opinion", at, opinion=wanted.code)
    return case


def openings(towns: list[Commune], by: StaffMember, at: datetime) -> None:
    """One that is asked in time, one too late, one that a mayor has authorised."""
    on = paris_day(at)
    projects = list(establishments().filter(status=Establishment.Status.PROJECT).order_by("pk")[:3])
    signer = who_signs(on)
    facts = {"sleeping": False, "people": 820, "after_works": True}
    for rank, (ago, ahead, until) in enumerate(((50, 3, "opened"), (8, 45, "received"), (5, 14, "received"))):
        found = projects[rank] if rank < len(projects) else None
        day = moment(on - ago * DAY)
        opens = {"opening_on": (on + ahead * DAY).isoformat()}
        case = filed("safety_opening", {**facts, **opens}, found, towns[rank % len(towns)], by, day)
        if until == "opened" and signer is not None:
            authorised(case, signer, on + ahead * DAY, day, at)


def authorised(case: Case, signer: StaffMember, opens_on: date, day: datetime, at: datetime) -> None:
    case = consulted(step(case, "declare_complete", day + DAY), day + 2 * DAY)
    for row in case.consultations.filter(answered_on=None):
        case = step(case, "record_opinion", day + 30 * DAY, consultation=row, opinion="favourable",
                    answered_on=paris_day(day + 30 * DAY))  # fmt: skip
    case = step(case, "draft_decision", at, outcome="favourable")
    draft = case.decision
    articles = [text.replace("[à compléter : prescriptions, ou néant]", "néant") for text in draft.articles]
    save_draft(case=case, by=case.caseworker, at=at, title=draft.title, visas=draft.visas, grounds=draft.grounds,
               articles=articles)  # fmt: skip
    case = step(Case.objects.get(pk=case.pk), "submit", at)
    case = step(case, "sign", at, by=signer)
    case = step(case, "notify", at, notified_at=at, mode="by_hand", reference="Remis au cabinet du maire")
    operations.record_opening_order(case=case, decision="open", number=f"{at:%y}-118", ordered_on=paris_day(at),
                                    opens_on=opens_on, by=case.caseworker, at=at)  # fmt: skip


def who_signs(on: date) -> StaffMember | None:
    """The prefect, who signs without a delegation."""
    people: Iterable[StaffMember] = in_post(on)
    return next((row for row in people if posting_on(row, on).role == Posting.Role.PREFECT), None)
