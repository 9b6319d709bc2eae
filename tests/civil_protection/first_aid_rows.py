"""One row behind each address of first aid and of large gatherings."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from civil_protection.first_aid import approval_operations, post_operations
from civil_protection.first_aid import exam_operations as exams
from civil_protection.first_aid.models import (
    Approval,
    Candidate,
    Certificate,
    Control,
    ExamSession,
    JuryMember,
    RescueAssociation,
    RescuePost,
)
from civil_protection.gatherings import operations as gatherings
from civil_protection.gatherings.models import Gathering
from directorate.documents.operations import render_files
from directorate.org.models import StaffMember
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from tests.people import House

DAY = timedelta(days=1)


def announced(by: StaffMember, at: datetime, commune: Commune, **more) -> Gathering:
    starts_at = more.pop("starts_at", at + 45 * DAY)
    facts = {"name": "Concert du lac", "kind": "concert", "organiser": "Scènes du Lac", "place": "Plaine des sports",
             "organiser_address": "3 rue du Port\n94000 Créteil", "peak": 13_000, "total": 15_000,
             "is_lucrative": True, "ends_at": starts_at + timedelta(hours=5), **more}  # fmt: skip
    return gatherings.save_gathering(commune=commune, starts_at=starts_at, **facts, by=by, at=at)


def association(by: StaffMember, at: datetime, name: str = "Secouristes de la Marne", **more) -> RescueAssociation:
    facts = {"acronym": "SDM", "address": "1 quai de la Croisette\n94000 Créteil", **more}
    return approval_operations.save_association(name=name, **facts, by=by, at=at)


def approved(by: StaffMember, at: datetime, body: RescueAssociation, **more) -> Approval:
    """Given by the prefect of police on the day of 12 May 2024, unless said otherwise."""
    given = {"starts_on": date(2024, 5, 12), "signed_on": date(2024, 5, 10), "number": "2024-00512", "ends_on": None}
    grant = {name: more.pop(name, value) for name, value in given.items()}
    facts = {"missions": ["A", "D"], "field": "department", "departments": [HOME.code], "authority": "police",
             "asked_on": date(2024, 1, 8), "strength": 80, "vehicles": 6, **more}  # fmt: skip
    row = approval_operations.ask_approval(association=body, **facts, by=by, at=at)
    return approval_operations.grant(approval=row, **grant, by=by, at=at)


def sized(by: StaffMember, at: datetime, gathering: Gathering, **more) -> RescuePost:
    facts = {"present": 13_000, "p2": "high", "e1": "moderate", "e2": "low", **more}
    return post_operations.size(gathering=gathering, **facts, by=by, at=at)


def engaged(by: StaffMember, at: datetime, post: RescuePost, body: RescueAssociation, **more) -> RescuePost:
    facts = {"engaged": 14, "shift_hours": Decimal(8), "agreement_on": at.date() - DAY, "grid_on": at.date() - DAY,
             **more}  # fmt: skip
    return post_operations.engage(post=post, association=body, **facts, by=by, at=at)


def first_aided(house: House, at: datetime) -> None:
    """What the addresses of first aid and of gatherings lead to."""
    by, day = house.director, at.date()
    event = announced(by, at, house.creteil)
    gatherings.ask_opinions(gathering=event, services=["police"], asked_on=day, by=by, at=at)
    gatherings.declare(gathering=event, declared_on=day, by=by, at=at)
    gatherings.decide(gathering=event, decision="no_objection", decided_on=day, by=by, at=at)
    body = association(by, at)
    title = approved(by, at, body, authority="prefect", number="")
    approval_operations.hear(approval=title, heard_from=day, heard_why="Rapports absents.", by=by, at=at)
    engaged(by, at, sized(by, at, event), body)
    approval_operations.record_control(association=body, done_on=day, findings="Registre absent", follow_up="À refaire",
                                       by=by, at=at)  # fmt: skip
    trainer = association(by, at, name="Formateurs du lac", acronym="FDL", trains=True)
    waiting = asked_session(by, at, trainer, house.creteil)
    appointed(by, at, waiting, appoint=False)
    candidates(by, at, waiting, count=1)
    done = exams.issue(
        session=deliberated(by, at, asked_session(by, at, trainer, house.creteil), count=1), by=by, at=at
    )
    event.refresh_from_db()
    title.refresh_from_db()
    for letter in (event.letter_id, title.order_id, title.hearing_id, done.order_id, done.minutes_id):
        render_files(letter_id=letter, at=at)


def first_aid_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    waiting = ExamSession.objects.get(state="asked")
    done = ExamSession.objects.get(state="issued")
    return {
        "secourisme/sessions/": {"pk": done.pk, "verb": "remise", "which": "proces-verbal", "kind": "pdf"},
        "secourisme/sessions/<int:pk>/jury/": {
            "pk": waiting.pk, "item": JuryMember.objects.filter(session=waiting).first().pk,
        },
        "secourisme/sessions/<int:pk>/candidats/": {
            "pk": waiting.pk, "item": Candidate.objects.get(session=waiting).pk,
        },
        "secourisme/bilan/": {"code": "bnssa", "kind": "ods"},
        "api/v1/^gatherings/": {"pk": Gathering.objects.first().pk},
        "api/v1/^rescue-posts/": {"pk": RescuePost.objects.first().pk},
        "api/v1/^approvals/": {"pk": Approval.objects.first().pk},
        "secourisme/certificats/": {"pk": Certificate.objects.get().pk},
        "grands-rassemblements/": {
            "pk": Gathering.objects.first().pk, "verb": "annuler", "which": "reponse", "kind": "pdf",
        },
        "secourisme/dps/": {"pk": RescuePost.objects.first().pk, "verb": "annuler"},
        "secourisme/associations/": {"pk": RescueAssociation.objects.first().pk},
        "secourisme/agrements/": {
            "pk": Approval.objects.first().pk, "verb": "observations", "which": "arrete", "kind": "pdf",
        },
        "secourisme/controles/": {"pk": Control.objects.first().pk},
    }  # fmt: skip


# --- examinations -------------------------------------------------------------------------------------------------

JURY = (
    ("Mme Hardouin", "Préfecture", "CEAF", True), ("M. Lemoine", "Union des secouristes", "FPSC", False),
    ("Mme Diallo", "Sapeurs-pompiers", "FDF", False), ("M. Perrin", "Union des secouristes", "FPSC", False),
)  # fmt: skip


def asked_session(by: StaffMember, at: datetime, body: RescueAssociation, commune: Commune, **more) -> ExamSession:
    facts = {"unit": "FPSC", "place": "Maison des sports", "trained_until": at.date() - 10 * DAY,
             "starts_on": at.date(), "ends_on": at.date(), "authorised": True, **more}  # fmt: skip
    return exams.save_session(association=body, commune=commune, **facts, by=by, at=at)


def appointed(by: StaffMember, at: datetime, session: ExamSession, *, appoint: bool = True) -> ExamSession:
    for name, body, unit, first in JURY:
        exams.add_member(session=session, name=name, body=body, qualification=unit, is_president=first,
                         last_training_on=at.date() - 90 * DAY, by=by, at=at)  # fmt: skip
    return exams.appoint(session=session, signed_on=session.starts_on, by=by, at=at) if appoint else session


def candidates(
    by: StaffMember, at: datetime, session: ExamSession, *, count: int, is_complete: bool = True
) -> list[Candidate]:
    return [
        exams.save_candidate(session=session, last_name=f"Vasseur {rank}", first_name="Lina", born_at="Créteil",
                             born_on=date(2000, 1, 1 + rank), is_complete=is_complete, by=by, at=at)
        for rank in range(count)
    ]  # fmt: skip


def deliberated(by: StaffMember, at: datetime, session: ExamSession, *, count: int) -> ExamSession:
    """Everybody passed, the minutes are signed."""
    row = appointed(by, at, session)
    people = candidates(by, at, row, count=count)
    exams.hold(session=row, by=by, at=at)
    exams.record_results(session=row, results={one.pk: ("passed", "") for one in people}, by=by, at=at)
    return exams.sign_minutes(session=row, deliberated_on=at.date(), by=by, at=at)
