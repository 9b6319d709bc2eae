"""Video protection after the authorisation: modifications, emergencies, controls and what follows them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft
from directorate.commissions.models import CommissionSession
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import Unit
from directorate.permits import operations as permits
from directorate.permits.models import Permit

UNIT = "polices-administratives"
MODIFICATION, MINOR = "video_protection_modification", "video_protection_minor_change"
EMERGENCY, SANCTION = "video_protection_emergency", "video_protection_control_and_sanction"
SITES = (
    ("Pharmacie des Glycines", "pharmacy", "Mme Églantine Sorbier"),
    ("Tabac du Vieux Pont", "tobacconist", "M. Elio Vasseur"),
    ("Supermarché du Parc", "supermarket", "Mme Ninon Calvière"),
    ("Hôtel des Écluses", "hotel", "M. Basile Courtemanche"),
    ("Salle Aristide", "other", "Mme Philippine Oudry"),
    ("Gare routière du Nord", "transport", "M. Anselme Rochebois"),
    ("Bar de la Corniche", "restaurant", "M. Firmin Delacour"),
    ("Bijouterie Topaze", "shop", "Mme Rosalie Penhoët"),
    ("Station Lavandière", "shop", "M. Octave Brémond"),
)
DESCRIPTION = "Deux caméras supplémentaires dans la réserve et à l'entrée de service."
EXCESS = "les caméras ajoutées filment les terrasses voisines, ce que la demande ne justifie pas"
PROPORTION = "les manquements sont anciens et répétés, et la mesure est limitée à ce qu'ils exigent"


def stories(teller) -> Iterator[Story]:
    today = teller.today
    yield modified(teller, 0, moment(today - timedelta(days=120)), "grant")
    yield modified(teller, 1, moment(today - timedelta(days=130)), "refusal")
    yield modified(teller, 2, moment(today - timedelta(days=12)), "review")
    yield declared(teller, 3, moment(today - timedelta(days=24)))
    yield urgent(teller, 4, moment(today - timedelta(days=82)), signed=True)
    yield urgent(teller, 5, moment(today - timedelta(days=1)), signed=False)
    yield controlled(teller, 6, moment(today - timedelta(days=34)), "suspension")
    yield controlled(teller, 7, moment(today - timedelta(days=8)), "hearing")
    yield controlled(teller, 8, moment(today - timedelta(days=90)), "withdrawal")


def authorised(teller, rank: int, at: datetime) -> Permit:
    """An authorisation of some two years ago, on which the story builds."""
    issued_on = add_months(at.date(), -(20 + rank))
    name, _, _ = SITES[rank]
    commune = commune_of(teller, rank)
    return permits.issue(
        number=f"VP-{issued_on.year}-{9200 + rank:05d}", procedure_code="video_protection_authorisation",
        label="Autorisation d'un système de vidéoprotection", holder=name, unit=Unit.objects.get(pk=UNIT),
        commune=commune, place_label=f"{name}, {street_of(rank)}", issued_on=issued_on, months=60,
        renew_before_months=4, by=teller.head, at=at,
    )  # fmt: skip


def commune_of(teller, rank: int):
    return teller.communes[(rank * 7 + 3) % len(teller.communes)]


def street_of(rank: int) -> str:
    return f"{12 + rank * 3} rue des Cordiers"


def system(rank: int) -> dict:
    _, activity, owner = SITES[rank]
    return {
        "site_type": "public_place", "applicant_quality": "legal_person", "activity": activity,
        "cameras_indoor": 6 + rank, "cameras_outdoor": 2, "cameras_public_road": 0, "purposes": ["assault_and_theft"],
        "retention_days": 15, "live_viewing": False, "remote_access_police": False,
        "responsible": f"{owner}, direction", "access_contact": "La direction de l'établissement",
        "installer_certified": True, "sign_posted": True,
    }  # fmt: skip


def opened(teller, rank: int, at: datetime, code: str, answers: dict, **more) -> Case:
    worker = teller.agent(rank, at.date())
    name, _, owner = SITES[rank]
    commune, street = commune_of(teller, rank), street_of(rank)
    return open_case(
        **{
            "procedure_code": code, "received_on": at.date(), "channel": "online", "by": worker, "at": at,
            "caseworker": worker, "commune": commune, "answers": answers,
            "party": {"kind": "company", "last_name": name, "representative": owner,
                      "email": f"images{rank}@exemple.invalid",
                      "address": f"{street}\n{commune.postal_codes[0]} {commune.name}"},
            "place": {"name": name, "address": street, "postal_code": commune.postal_codes[0],
                      "latitude": commune.latitude, "longitude": commune.longitude},
            **more,
        }
    )  # fmt: skip


def completed(case: Case, at: datetime) -> Story:
    yield at
    step(case, "acknowledge", at)
    at = later(at, 3)
    yield at
    codes = list(case.pieces.values_list("code", flat=True))
    step(case, "receive_pieces", at, pieces=codes, received_on=at.date())
    step(case, "declare_complete", at)


def sat(teller, case: Case, at: datetime, opinion: str, comment: str = "") -> Iterator[datetime]:
    """Put on the next agenda and heard there; stops before a session that is still to come. Gives its instant."""
    session = (
        CommissionSession.objects.filter(commission_id="cdvp", starts_at__gt=at + timedelta(days=8))
        .order_by("starts_at")
        .first()
    )
    if session is None:
        return None
    yield at
    step(case, "put_on_agenda", at, session=session)
    if session.starts_at > teller.at:
        return None
    at = session.starts_at + timedelta(hours=3)
    yield at
    teller.hold(session)
    favourable = opinion == "favourable"
    step(
        case, "record_opinion", at, consultation=case.consultations.get(code="cdvp"), opinion=opinion,
        answered_on=at.date(), answered_by="La présidente de la commission", votes_for=4 if favourable else 1,
        votes_against=0 if favourable else 3, comment=comment,
    )  # fmt: skip
    return at


def decided(teller, case: Case, at: datetime, outcome: str, reason: str = "", by=None) -> Story:
    """Drafted with the reason in fact that the writer owes, signed and notified."""
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    decision = Case.objects.get(pk=case.pk).decision
    grounds = [f"Considérant que {reason} ;" if "[à compléter" in text else text for text in decision.grounds]
    save_draft(
        case=case, by=case.caseworker, at=at, title=decision.title, visas=decision.visas, articles=decision.articles,
        grounds=grounds,
    )  # fmt: skip
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at)
    at = later(at, 1, hour=16)
    yield at
    step(case, "sign", at, by=by or teller.head)
    at = later(at, 3, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode="registered_post", reference=f"1A 219 {400 + case.pk % 90} 3315 8")


def modified(teller, rank: int, at: datetime, until: str) -> Story:
    yield at
    answers = {**system(rank), "changes": ["more_cameras"], "changes_description": DESCRIPTION}
    case = opened(teller, rank, at, MODIFICATION, answers, renews=authorised(teller, rank, at))
    yield from completed(case, later(at, 1))
    if until == "review":
        return
    refused = until == "refusal"
    comment = "Les terrasses voisines seraient filmées." if refused else ""
    at = yield from sat(teller, case, later(at, 7), "unfavourable" if refused else "favourable", comment)
    if at is not None:
        yield from decided(teller, case, later(at, 2, hour=10), until, EXCESS, teller.cabinet if refused else None)


def declared(teller, rank: int, at: datetime) -> Story:
    yield at
    answers = {
        "changed_on": (at.date() - timedelta(days=4)).isoformat(), "not_substantial": True,
        "changes_description": "Remplacement de l'enregistreur par un modèle de même capacité.",
    }  # fmt: skip
    case = opened(teller, rank, at, MINOR, answers, renews=authorised(teller, rank, at))
    at = later(at, 2)
    yield at
    step(case, "issue_receipt", at, by=teller.head)


def urgent(teller, rank: int, at: datetime, *, signed: bool) -> Story:
    yield at
    answers = {
        **system(rank), "purposes": ["terrorism"], "reason": "exposure", "duration_months": 4,
        "circumstances": [f"{at:%d/%m/%Y} : menace précise visant l'établissement, signalée par la police"],
    }  # fmt: skip
    case = opened(teller, rank, at, EMERGENCY, answers)
    at = at + timedelta(minutes=40)
    yield at
    step(case, "receive_pieces", at, pieces=["report"], received_on=at.date())
    step(case, "declare_complete", at)
    if not signed:
        at = at + timedelta(hours=1)
        yield at
        step(case, "draft_decision", at, outcome="grant")
        return
    yield from decided(teller, case, at + timedelta(hours=1), "grant")
    yield from sat(teller, case, later(at, 8), "favourable")


def controlled(teller, rank: int, at: datetime, until: str) -> Story:
    yield at
    seen_on: date = at.date() - timedelta(days=2)
    answers = {
        "origin": "commission", "controlled_on": seen_on.isoformat(), "report_references": [f"CDVP-{at.year}-{rank}"],
        "breaches": ["retention", "no_information"],
        "facts": [f"{seen_on:%d/%m/%Y} : images conservées quarante-cinq jours",
                  f"{seen_on:%d/%m/%Y} : aucune affiche à l'entrée du public"],
        "compliance_days": 30, "duration_days": 21, "notice_notified_on": None, "notice_ended_on": None,
    }  # fmt: skip
    case = opened(teller, rank, at, SANCTION, answers, channel="own_initiative", renews=authorised(teller, rank, at))
    at = later(at, 1)
    yield at
    step(case, "qualify", at, text="Manquements constatés sur place.")
    at = later(at, 1)
    yield at
    step(
        case, "invite_to_hearing", at, facts="Images conservées quarante-cinq jours, public non informé.",
        contemplated_measure="Suspension ou retrait de l'autorisation.",
    )  # fmt: skip
    if until == "hearing":
        return
    at = later(at, 9)
    yield at
    step(case, "record_observations", at, mode="written", observations_on=at.date(),
         observations="Le titulaire annonce le réglage de l'enregistreur.")  # fmt: skip
    yield from decided(teller, case, later(at, 7, hour=10), until, PROPORTION, teller.cabinet)
