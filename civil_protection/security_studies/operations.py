"""A study of public security, from the project to the reception of the works."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from civil_protection.policies import works_in_civil_protection
from civil_protection.protection.levels import Level, LevelRefused, check_level
from civil_protection.protection.operations import take_in
from civil_protection.protection.papers import write_letter
from civil_protection.protection.words import check_text, check_title
from civil_protection.recording import not_to_come, tell
from civil_protection.security_studies.duty import SCHOOL, STATION, WORKS, is_tacit, opinion_deadline
from civil_protection.security_studies.models import SecurityStudy, StudyPerimeter, StudyRecommendation
from civil_protection.security_studies.queries import JUDGED, duty_of
from civil_protection.security_studies.terms import OPINION_MONTHS
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

State, Opinion = SecurityStudy.State, SecurityStudy.Opinion
REGISTER = "security_study"
NEVER_PUBLIC = "Une étude de sécurité publique n'est pas communicable au public (code de l'urbanisme, art. L114-1)."
PROJECT = (
    "project", "commune", "owner", "nature", "is_new", "floor_area", "category", "footprint_before", "footprint_after",
    "access_changed", "permit_number", "establishment_number", "note",
)  # fmt: skip


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Les études de sécurité publique sont suivies par les agents du service.")
    return on


# --- the project ------------------------------------------------------------------------------------------------


def check_project(facts: dict[str, Any]) -> None:
    """What the rules need, according to the nature."""
    works = facts["nature"] == WORKS or (facts["nature"] in (SCHOOL, STATION) and not facts.get("is_new", True))
    by_area = facts["nature"] in ("development", "construction")
    if by_area and facts.get("floor_area") is None:
        raise DomainError("Indiquer la surface de plancher.", field="floor_area")
    if not by_area and not facts.get("category"):
        raise DomainError("Indiquer la catégorie de l'établissement.", field="category")
    if works:
        for name in ("footprint_before", "footprint_after"):
            if not facts.get(name):
                raise DomainError("Des travaux se jugent sur l'emprise avant et après.", field=name)
    check_title(facts["project"], field="project")
    check_text(facts.get("note", ""), field="note")


def judge(row: SecurityStudy, on: date) -> None:
    """Whether the law asks for a study, with every rule that was looked at."""
    found = duty_of(row, on)
    row.required, row.reason, row.trace = found.required, found.reason[:1000], found.trace()
    row.state = State.EXPECTED if found.required else State.NOT_REQUIRED


@transaction.atomic
def identify(
    *, identified_on: date, by: StaffMember, at: datetime, latitude=None, longitude=None, **facts: Any
) -> SecurityStudy:
    """A project that comes to be known; the rules say at once whether a study is expected."""
    on = allowed(by, at)
    not_to_come(identified_on, on, "identified_on")
    check_project(facts)
    permit = facts.get("permit_number", "").strip()
    if permit and (other := SecurityStudy.objects.filter(permit_number__iexact=permit).first()):
        raise Conflict(f"Ce permis est déjà suivi : étude {other.reference}.", field="permit_number")
    year = identified_on.year
    row = SecurityStudy(
        reference=f"ESP-{year}-{take_number(REGISTER, year):03d}", identified_on=identified_on, recorded_at=at,
        latitude=latitude, longitude=longitude, **facts,
    )  # fmt: skip
    judge(row, identified_on)
    row.save()
    tell("security_study.identified", row, by, at, commune=row.commune.name, required=row.required)
    return row


def locked(study: SecurityStudy, states: Iterable[str], what: str) -> SecurityStudy:
    row = SecurityStudy.objects.select_for_update(of=("self",)).select_related("commune").get(pk=study.pk)
    if row.state not in states:
        raise Conflict(f"Cette étude ne peut pas être {what} : elle est à l'état « {row.get_state_display()} ».")
    return row


def moved(row: SecurityStudy, state: str, by: StaffMember | None, at: datetime, **values: Any) -> SecurityStudy:
    row.state = state
    for name, found in values.items():
        setattr(row, name, found)
    row.save(update_fields=["state", *values])
    tell("security_study.moved", row, by, at, reached=row.get_state_display(), commune=row.commune.name)
    return row


@transaction.atomic
def change_project(*, study: SecurityStudy, by: StaffMember, at: datetime, **facts: Any) -> SecurityStudy:
    """The project as it is now; until the study is filed, the duty is judged again with it."""
    allowed(by, at)
    check_project(facts)
    row = locked(study, JUDGED, "corrigée")
    permit = facts.get("permit_number", "").strip()
    if permit and (other := SecurityStudy.objects.exclude(pk=row.pk).filter(permit_number__iexact=permit).first()):
        raise Conflict(f"Ce permis est déjà suivi : étude {other.reference}.", field="permit_number")
    for name in PROJECT:
        if name in facts:
            setattr(row, name, facts[name])
    judge(row, row.identified_on)
    row.save()
    tell("security_study.changed", row, by, at, required=row.required)
    return row


# --- the study --------------------------------------------------------------------------------------------------


@transaction.atomic
def deposit(
    *, study: SecurityStudy, filed_on: date, provider: str = "", level: str = Level.INTERNAL,
    document: UploadedFile | None = None, by: StaffMember, at: datetime,
) -> SecurityStudy:  # fmt: skip
    """The study arrives, with its mark; one that the law did not ask for may be filed all the same."""
    on = allowed(by, at)
    not_to_come(filed_on, on, "filed_on")
    if level == Level.PUBLIC:
        raise LevelRefused(NEVER_PUBLIC, field="level")
    check_level(level, on)
    row = locked(study, JUDGED, "déposée")
    if filed_on < row.identified_on:
        raise DomainError("Ce jour précède la connaissance du projet.", field="filed_on")
    if document is not None:
        row.document = take_in(title=f"Étude, {row}", level=level, upload=document, by=by, at=at)
    return moved(row, State.FILED, by, at, filed_on=filed_on, provider=provider, level=level, document=row.document)


@transaction.atomic
def seise(*, study: SecurityStudy, seised_on: date, by: StaffMember, at: datetime) -> SecurityStudy:
    """The sub-commission on public security has so many months; its silence is favourable."""
    on = allowed(by, at)
    not_to_come(seised_on, on, "seised_on")
    row = locked(study, (State.FILED,), "soumise à la sous-commission")
    if seised_on < row.filed_on:
        raise DomainError("Ce jour précède le dépôt.", field="seised_on")
    due_on = opinion_deadline(seised_on, int(parameter(OPINION_MONTHS, seised_on)))
    return moved(row, State.UNDER_REVIEW, by, at, seised_on=seised_on, opinion_due_on=due_on)


@transaction.atomic
def give_opinion(
    *, study: SecurityStudy, opinion: str, opinion_on: date, reasons: str = "", recommendations: Sequence[str] = (),
    by: StaffMember, at: datetime,
) -> SecurityStudy:  # fmt: skip
    """What the sub-commission said in its session (T25), with what it recommends."""
    on = allowed(by, at)
    not_to_come(opinion_on, on, "opinion_on")
    check_text(reasons, field="reasons")
    row = locked(study, (State.UNDER_REVIEW,), "close par un avis")
    if opinion not in Opinion.values or opinion == Opinion.TACIT:
        raise DomainError("Choisir le sens de l'avis rendu.", field="opinion")
    if opinion_on < row.seised_on:
        raise DomainError("Ce jour précède la saisine.", field="opinion_on")
    if is_tacit(row.opinion_due_on, opinion_on):
        raise DomainError(
            f"L'avis est réputé favorable depuis le {french_long(row.opinion_due_on)} : un avis postérieur ne s'y"
            " substitue pas.",
            field="opinion_on",
        )
    if opinion == Opinion.UNFAVOURABLE and not reasons.strip():
        raise DomainError("Un avis défavorable se motive.", field="reasons")
    if opinion == Opinion.RECOMMENDED and not recommendations:
        raise DomainError("Indiquer les recommandations, une par ligne.", field="recommendations")
    for number, text in enumerate(recommendations, start=1):
        check_text(text, field="recommendations")
        StudyRecommendation.objects.create(study=row, number=number, text=text)
    row = moved(row, State.OPINION, by, at, opinion=opinion, opinion_on=opinion_on, session_on=opinion_on,
                reasons=reasons)  # fmt: skip
    row.paper = opinion_paper(row, recommendations, by, at)
    row.save(update_fields=["paper"])
    return row


def opinion_paper(row: SecurityStudy, recommendations: Sequence[str], by: StaffMember, at: datetime):
    """T25, to sign by the chair of the sub-commission."""
    return write_letter(
        kind="letter",
        title=f"Avis de la sous-commission sécurité publique, {row.reference}",
        template="letters/civil_protection/study_opinion.html",
        to={"civility": "", "name": row.owner, "representative": "", "address": row.commune.name},
        reference=row.reference,
        by=by,
        at=at,
        study={
            "project": row.project,
            "commune": row.commune.name,
            "permit": row.permit_number,
            "seised_on": french_long(row.seised_on),
            "opinion": row.get_opinion_display().lower(),
            "opinion_on": french_long(row.opinion_on),
            "reasons": row.reasons,
            "recommendations": list(recommendations),
        },
    )


@transaction.atomic
def note_tacit(*, study: SecurityStudy, at: datetime) -> bool:
    """The silence of the sub-commission, once its last day is over. Already noticed, nothing happens."""
    row = SecurityStudy.objects.select_for_update(of=("self",)).select_related("commune").get(pk=study.pk)
    if row.state != State.UNDER_REVIEW or not is_tacit(row.opinion_due_on, paris_day(at)):
        return False
    moved(row, State.TACIT, None, at, opinion=Opinion.TACIT, opinion_on=row.opinion_due_on)
    return True


def note_tacit_opinions(*, at: datetime) -> int:
    """Every night: what silence has made favourable."""
    late = SecurityStudy.objects.filter(state=State.UNDER_REVIEW, opinion_due_on__lt=paris_day(at))
    return sum(note_tacit(study=row, at=at) for row in late)


# --- afterwards ---------------------------------------------------------------------------------------------------


@transaction.atomic
def follow_works(*, study: SecurityStudy, by: StaffMember, at: datetime) -> SecurityStudy:
    allowed(by, at)
    row = locked(study, (State.OPINION, State.TACIT), "suivie sur le chantier")
    if row.opinion == Opinion.UNFAVOURABLE:
        raise Conflict("L'avis est défavorable : le permis ne peut être accordé, aucun chantier n'est à suivre.")
    return moved(row, State.FOLLOWED, by, at)


@transaction.atomic
def check_recommendation(
    *, study: SecurityStudy, recommendation: StudyRecommendation, state: str, checked_on: date, note: str = "",
    by: StaffMember, at: datetime,
) -> StudyRecommendation:  # fmt: skip
    """What became of a recommendation, until the file is closed."""
    not_to_come(checked_on, allowed(by, at), "checked_on")
    check_text(note, field="note")
    row = locked(study, (State.OPINION, State.FOLLOWED, State.RECEPTION), "complétée")
    if checked_on < row.opinion_on:
        raise DomainError("Ce jour précède l'avis.", field="checked_on")
    found = row.recommendations.select_for_update().get(pk=recommendation.pk)
    found.state, found.checked_on, found.note = state, checked_on, note
    found.save(update_fields=["state", "checked_on", "note"])
    tell("security_study.recommendation", row, by, at, number=found.number, state=found.get_state_display())
    return found


@transaction.atomic
def receive_works(*, study: SecurityStudy, received_on: date, by: StaffMember, at: datetime) -> SecurityStudy:
    """The reception visit, in which a member of the sub-commission takes part (CCH, art. R143-38)."""
    not_to_come(received_on, allowed(by, at), "received_on")
    row = locked(study, (State.FOLLOWED,), "reçue")
    if received_on < row.opinion_on:
        raise DomainError("Ce jour précède l'avis.", field="received_on")
    return moved(row, State.RECEPTION, by, at, received_on=received_on)


@transaction.atomic
def close(*, study: SecurityStudy, closed_on: date, note: str = "", by: StaffMember, at: datetime) -> SecurityStudy:
    """Over: received with every recommendation looked at, refused, or a project that was given up."""
    not_to_come(closed_on, allowed(by, at), "closed_on")
    check_text(note, field="note")
    row = locked(study, [state for state in State if state != State.CLOSED], "clôturée")
    if row.state in JUDGED:
        raise Conflict("Un projet sans étude déposée ne se clôture pas : il reste attendu, ou non requis.")
    waiting = row.recommendations.filter(state=StudyRecommendation.State.OPEN).count()
    if row.state == State.RECEPTION and waiting:
        raise DomainError(f"{counted(waiting, 'recommandations')} à suivre encore.", field="closed_on")
    if row.state != State.RECEPTION and not note.strip():
        raise DomainError("Dire pourquoi le suivi s'arrête avant la réception.", field="note")
    return moved(row, State.CLOSED, by, at, closed_on=closed_on, note=note or row.note)


# --- perimeters ---------------------------------------------------------------------------------------------------


@transaction.atomic
def record_perimeter(
    *, name: str, number: str, ordered_on: date, communes: Sequence[Commune], development_area: int | None = None,
    construction_area: int | None = None, by: StaffMember, at: datetime,
) -> StudyPerimeter:  # fmt: skip
    """An order that lowers the thresholds (R114-1). What was judged before it is not judged again."""
    not_to_come(ordered_on, allowed(by, at), "ordered_on")
    if development_area is None and construction_area is None:
        raise DomainError("Un périmètre abaisse au moins un seuil.", field="development_area")
    if not communes:
        raise DomainError("Choisir au moins une commune.", field="communes")
    row = StudyPerimeter.objects.create(
        name=name, number=number, ordered_on=ordered_on, development_area=development_area,
        construction_area=construction_area,
    )  # fmt: skip
    row.communes.set(communes)
    tell("study_perimeter.recorded", row, by, at, number=number)
    return row
