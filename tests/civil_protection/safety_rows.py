"""One row behind each address of the files on safety, of tents and of the studies of public security."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from civil_protection.safety_files import operations as files
from civil_protection.safety_files.models import AccessibilityAgenda, TentRegister
from civil_protection.security_studies import operations as studies
from civil_protection.security_studies.models import SecurityStudy
from directorate.casework.models import Case
from directorate.casework.operations import open_case, take_transition
from directorate.documents.operations import render_files
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from tests.factories import needed_pieces
from tests.people import House, paris

DAY = timedelta(days=1)
TOWN_HALL = {
    "kind": "town", "last_name": "Commune de Créteil", "representative": "Mme Odile Sarrazin, maire",
    "email": "mairie@creteil.invalid", "address": "1 place de la Mairie\n94000 Créteil",
}  # fmt: skip
CINEMA = {
    "establishment_name": "Cinéma des Trois Rivières", "establishment": "", "activity": "L, salle de projection",
    "category": "2",
}  # fmt: skip
PLACE = {"name": "Cinéma des Trois Rivières", "address": "4 quai de la Marne"}


def a_file(
    code: str, *, by: StaffMember, commune: Commune, received_on: date, missing: tuple[str, ...] = (),
    **answers: Any,
) -> Case:  # fmt: skip
    """A file at reception, complete but for `missing`, with what every establishment says."""
    given: Mapping[str, Any] = {**CINEMA, **answers}
    pieces = [piece for piece in needed_pieces(code, given, received_on) if piece not in missing]
    return open_case(
        procedure_code=code, party=TOWN_HALL, answers=dict(given), received_on=received_on, channel="post",
        commune=commune, place=PLACE, caseworker=by, received_pieces=tuple(pieces), by=by,
        at=paris(received_on.year, received_on.month, received_on.day),
    )  # fmt: skip


def step(case: Case, name: str, at: datetime, by: StaffMember | None = None, **details: Any) -> Case:
    return take_transition(case=case, name=name, by=by or case.caseworker, at=at, **details)


def a_study(*, by: StaffMember, commune: Commune, at: datetime, **facts: Any) -> SecurityStudy:
    """A new cinema of the second category, unless `facts` say otherwise."""
    values = {"project": "Cinéma des Trois Rivières", "owner": "Société des Salles", "nature": "new_establishment",
              "category": 2, "identified_on": date(2025, 1, 10), **facts}  # fmt: skip
    return studies.identify(commune=commune, by=by, at=at, **values)


def a_tent(*, by: StaffMember, at: datetime, number: str = "T-94-001", **facts: Any) -> TentRegister:
    values = {"owner": "Cirque Bellini", "label": "Chapiteau rond", "surface": 700, "capacity": 480, "storeyed": False,
              "attested_on": date(2024, 3, 14), "prefecture": "Préfecture", **facts}  # fmt: skip
    return files.record_register(number=number, by=by, at=at, **values)


def secured(house: House, at: datetime) -> None:
    """A study with its opinion, a tent that stood somewhere, an agenda that runs."""
    by = house.director
    row = a_study(by=by, commune=house.creteil, at=at)
    row = studies.deposit(study=row, filed_on=date(2025, 2, 3), by=by, at=at)
    row = studies.seise(study=row, seised_on=date(2025, 3, 6), by=by, at=at)
    row = studies.give_opinion(
        study=row, opinion="recommended", opinion_on=date(2025, 4, 3), recommendations=["Éclairer le parvis."], by=by,
        at=at,
    )  # fmt: skip
    render_files(letter_id=row.paper_id, at=at)
    tent = a_tent(by=by, at=at)
    files.note_verification(register=tent, verified_on=date(2026, 3, 2), body="Organisme", result="sound", by=by, at=at)
    files.record_implantation(
        register=tent, commune=house.creteil, place="Place de la Brèche", starts_on=at.date(), ends_on=at.date() + DAY,
        leave="given", by=by, at=at,
    )  # fmt: skip
    files.record_agenda(number="ADAP-94-1", establishment_name="Médiathèque", commune=house.creteil, owner="Ville",
                        approved_on=date(2019, 3, 1), years=9, by=by, at=at)  # fmt: skip
    a_file("safety_opening", by=by, commune=house.creteil, received_on=date(2026, 6, 2), sleeping=False,
           opening_on="2026-09-15", people=1240, after_works=True)  # fmt: skip


def safety_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    study = SecurityStudy.objects.get().pk
    return {
        "etudes-securite/": {"pk": study, "verb": "chantier", "kind": "pdf"},
        "chapiteaux/": {"pk": TentRegister.objects.get().pk, "verb": "verification"},
        "agendas-accessibilite/": {"pk": AccessibilityAgenda.objects.get().pk},
        "arretes-d-ouverture/": {"case": Case.objects.get(procedure_code="safety_opening").pk},
        "api/v1/^security-studies/": {"pk": study},
    }
