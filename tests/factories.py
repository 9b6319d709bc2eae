"""Cases in the state that a test needs, built through the same operations as the pages. All names are invented."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft, take_transition
from directorate.org.models import StaffMember
from tests.people import House, paris

COMPANY = {
    "kind": "company",
    "last_name": "Pharmacie du Lac",
    "representative": "Mme Adèle Sorel, gérante",
    "siret": "73282932000074",
    "email": "contact@pharmacie-du-lac.invalid",
    "address": "12 place du Marché\n94000 Créteil",
}
PERSON = {
    "kind": "person",
    "civility": "m",
    "first_name": "Gaspard",
    "last_name": "Tellier",
    "email": "gaspard.tellier@exemple.invalid",
    "address": "3 rue des Tilleuls\n94300 Vincennes",
}
PLACE = {"name": "Pharmacie du Lac", "address": "12 place du Marché"}
VIDEO_ANSWERS = {
    "site_type": "public_place",
    "applicant_quality": "legal_person",
    "activity": "pharmacy",
    "cameras_indoor": 4,
    "cameras_outdoor": 1,
    "cameras_public_road": 0,
    "purposes": ["assault_and_theft"],
    "retention_days": 15,
    "live_viewing": False,
    "remote_access_police": False,
    "responsible": "Mme Adèle Sorel, gérante",
    "access_contact": "Mme Adèle Sorel, 12 place du Marché à Créteil",
    "installer_certified": True,
    "sign_posted": True,
}
DEMONSTRATION_ANSWERS = {
    "organisers": ["Gaspard Tellier, 3 rue des Tilleuls 94300 Vincennes, 06 00 00 00 00"],
    "elected_domicile": "3 rue des Tilleuls, 94300 Vincennes",
    "purpose": "Défense du service public local",
    "theme": "social",
    "groups": "",
    "starts_at": "2026-05-16T14:00:00+02:00",
    "ends_at": "2026-05-16T18:00:00+02:00",
    "start_place": "place de la Mairie",
    "moving": True,
    "route": "avenue du Château, cours Marigny",
    "dispersal_place": "cours Marigny",
    "expected_people": 300,
    "stewards": 12,
}
CLOSURE_ANSWERS = {
    "sub_basis": "2",
    "fact_types": ["noise", "brawl"],
    "facts": ["20 avril 2026, 2 h 10 : rixe devant l'établissement", "4 avril 2026 : tapage nocturne constaté"],
    "last_facts_on": "2026-04-20",
    "report_references": ["rapport n° 2026/113"],
    "duration_days": 30,
    "previous_warning_on": None,
    "training_commitment": False,
}


def needed_pieces(code: str, answers: Mapping[str, Any], on: date = date(2026, 3, 2)) -> tuple[str, ...]:
    return tuple(piece.code for piece in registry.procedure(code).pieces if piece.is_needed(answers, on))


def open_video_case(
    house: House,
    *,
    received_on: date = date(2026, 3, 2),
    at: datetime | None = None,
    by: StaffMember | None = None,
    missing: tuple[str, ...] = (),
    answers: Mapping[str, Any] | None = None,
    code: str = "video_protection_authorisation",
    **more: Any,
) -> Case:
    """A request at the counter, complete but for `missing`, handled by the caseworker of the house."""
    answers = {**VIDEO_ANSWERS, **(answers or {})}
    pieces = tuple(piece for piece in needed_pieces(code, answers) if piece not in missing)
    return open_case(
        **{
            "procedure_code": code,
            "party": COMPANY,
            "answers": answers,
            "received_on": received_on,
            "channel": "desk",
            "commune": house.creteil,
            "place": PLACE,
            "caseworker": house.agent,
            "received_pieces": pieces,
            "by": by or house.agent,
            "at": at or paris(received_on.year, received_on.month, received_on.day),
            **more,
        }
    )


def open_demonstration(house: House, *, received_on: date = date(2026, 5, 4), **answers: Any) -> Case:
    return open_case(
        procedure_code="street_demonstration_declaration",
        party=PERSON,
        answers={**DEMONSTRATION_ANSWERS, **answers},
        received_on=received_on,
        channel="email",
        commune=house.vincennes,
        caseworker=house.agent,
        by=house.agent,
        at=paris(received_on.year, received_on.month, received_on.day),
    )


def open_closure(house: House, *, received_on: date = date(2026, 5, 11), **answers: Any) -> Case:
    return open_case(
        procedure_code="administrative_closure_outlet",
        party={**PERSON, "address": "8 rue du Pont\n94000 Créteil"},
        answers={**CLOSURE_ANSWERS, **answers},
        received_on=received_on,
        channel="police",
        commune=house.creteil,
        place={"name": "Bar du Pont", "address": "8 rue du Pont"},
        caseworker=house.agent,
        by=house.agent,
        at=paris(received_on.year, received_on.month, received_on.day),
    )


def step(case: Case, name: str, by: StaffMember | None, at: datetime, **details: Any) -> Case:
    """One transition; gives the case as it is now."""
    return take_transition(case=case, name=name, by=by, at=at, **details)


def with_commission_opinion(house: House, case: Case, opinion: str = "favourable", comment: str = "") -> Case:
    """Complete, heard by the commission on 9 April 2026, back in review."""
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=house.session)
    return step(
        case, "record_opinion", house.agent, paris(2026, 4, 10), consultation=case.consultations.get(code="cdvp"),
        opinion=opinion, answered_on=date(2026, 4, 9), comment=comment,
    )  # fmt: skip


def drafted(house: House, case: Case, outcome: str, at: datetime, **changes: Any) -> Case:
    """The decision drafted by the caseworker, with every passage left to complete filled in."""
    case = step(case, "draft_decision", house.agent, at, outcome=outcome)
    decision = case.decision
    texts = {name: [complete(text) for text in getattr(decision, name)] for name in ("visas", "grounds", "articles")}
    return save_draft(
        case=case, by=house.agent, at=at,
        **{"title": decision.title, "conditions": "", **texts, **changes},
    )  # fmt: skip


def unheard(house: House, case: Case, at: datetime) -> Case:
    """The hearing set aside, for urgency."""
    return step(
        case, "waive_hearing", house.head, at, exception="urgency", exception_reason="Événement dans peu de jours."
    )  # fmt: skip


def complete(text: str) -> str:
    """A considérant whose facts the writer has stated."""
    before, mark, rest = text.partition("[à compléter")
    return f"{before}des faits précis et datés{rest.partition(']')[2]}" if mark else text


def at_signature(house: House, case: Case | None = None, outcome: str = "grant", **changes: Any) -> Case:
    """A video-protection case that waits for a signature since 14 April 2026."""
    case = with_commission_opinion(house, case or open_video_case(house))
    case = drafted(house, case, outcome, paris(2026, 4, 13), **changes)
    return step(case, "submit", house.agent, paris(2026, 4, 14))


def signed(house: House, case: Case | None = None, outcome: str = "grant", by: StaffMember | None = None) -> Case:
    """Signed by the director on 15 April 2026."""
    return step(at_signature(house, case, outcome), "sign", by or house.director, paris(2026, 4, 15))


def notified(house: House, case: Case | None = None, outcome: str = "grant") -> Case:
    """Notified on 20 April 2026 by registered post."""
    at = paris(2026, 4, 22)
    return step(
        signed(house, case, outcome), "notify", house.agent, at, notified_at=at - timedelta(days=2),
        mode="registered_post", reference="1A 204 118 3372 5",
    )  # fmt: skip
