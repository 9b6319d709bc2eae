"""Situation reports: drafted from the log, edited, validated once and for all, referenced in the national portal."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from civil_protection.crisis.drafting import draft_blocks
from civil_protection.crisis.log_operations import append, kept_by, tell
from civil_protection.crisis.models import CrisisEvent, LogHead, SituationReport
from civil_protection.crisis.operations import report_due
from civil_protection.crisis.policies import decides_in_a_crisis, keeps_the_log
from civil_protection.crisis.terms import BLOCK_LABELS, BLOCKS, Cell, EntryKind, Urgency
from civil_protection.protection.levels import Level, check_level
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.jobs.operations import enqueue
from directorate.journal.chain import canonical, digest, instant
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotAllowed

REPORT_JOB = "crisis.report_pdf"
LONGEST_BLOCK = 8_000


@transaction.atomic
def draft_report(*, event: CrisisEvent, by: StaffMember, at: datetime) -> SituationReport:
    """The next report, prefilled; the one already in preparation when there is one."""
    fresh = kept_by(event, by, at)
    if waiting := fresh.reports.filter(validated_at__isnull=True).first():
        return waiting
    last = fresh.reports.order_by("-number").first()
    since = last.data_at if last else fresh.alerted_at
    head = LogHead.objects.get(event=fresh)
    row = SituationReport.objects.create(
        event=fresh, number=(fresh.reports.aggregate(last=Max("number"))["last"] or 0) + 1, since=since, data_at=at,
        last_entry=head.number, blocks=draft_blocks(fresh, since, last.last_entry if last else 0, at), drafted_by=by,
        drafted_at=at,
    )  # fmt: skip
    tell("report_drafted", fresh, by, at, number=row.number)
    return row


@transaction.atomic
def edit_report(
    *, report: SituationReport, blocks: Mapping[str, str], recipients: str = "", level: str = Level.INTERNAL,
    revision: int, by: StaffMember, at: datetime,
) -> SituationReport:  # fmt: skip
    """Change the draft. `revision`: the one that the person read; Conflict when a colleague has changed it since."""
    event = kept_by(report.event, by, at)
    row = draft_of(report)
    if row.revision != revision:
        raise Conflict("Un collègue a modifié ce point depuis que vous l'avez ouvert : relire avant d'enregistrer.")
    if unknown := set(blocks) - set(BLOCK_LABELS):
        raise DomainError(f"Blocs inconnus : {', '.join(sorted(unknown))}.")
    for code, text in blocks.items():
        check_text(text, field=code)
        if len(text) > LONGEST_BLOCK:
            raise DomainError(f"Ce bloc dépasse {LONGEST_BLOCK} caractères.", field=code)
    check_text(recipients, field="recipients")
    check_level(level, paris_day(at))
    row.blocks = {code: blocks.get(code, row.blocks.get(code, "")) for code, _ in BLOCKS}
    row.recipients, row.level, row.revision = recipients, level, row.revision + 1
    row.save(update_fields=["blocks", "recipients", "level", "revision"])
    tell("report_edited", event, by, at, number=row.number)
    return row


def draft_of(report: SituationReport) -> SituationReport:
    row = SituationReport.objects.select_for_update(of=("self",)).select_related("event").get(pk=report.pk)
    if row.validated_at is not None:
        raise Conflict("Ce point est validé : il ne change plus, le suivant le complète.")
    return row


def seal_of(report: SituationReport) -> str:
    """What it says, who validated it and when, in one digest."""
    texts = [report.blocks.get(code, "") for code, _ in BLOCKS]
    return digest(
        canonical(
            [str(report.event_id), str(report.number), instant(report.since), instant(report.data_at),
             str(report.last_entry), *texts, report.recipients, report.level, str(report.validated_by_id),
             instant(report.validated_at)]
        )
    )  # fmt: skip


@transaction.atomic
def validate_report(*, report: SituationReport, revision: int, by: StaffMember, at: datetime) -> SituationReport:
    """Sealed as it was read. The next one is owed at the cadence of the level."""
    event = kept_by(report.event, by, at)
    if not decides_in_a_crisis(by, on=paris_day(at)):
        raise NotAllowed("Un point de situation est validé par le directeur, le cabinet ou le préfet.")
    row = draft_of(report)
    if row.revision != revision:
        raise Conflict("Ce point a changé depuis que vous l'avez lu : relire avant de valider.")
    row.validated_by, row.validated_at = by, at
    row.seal = seal_of(row)
    row.save(update_fields=["validated_by", "validated_at", "seal"])
    append(event, by, at, kind=EntryKind.REPORT, cell=Cell.SYNTHESIS, urgency=Urgency.URGENT, level=row.level,
           text=f"Point de situation n° {row.number} validé.")  # fmt: skip
    event.report_due_at = report_due(event, at)
    event.save(update_fields=["report_due_at"])
    tell("report_validated", event, by, at, number=row.number, seal=row.seal)
    enqueue(
        kind=REPORT_JOB, label=f"Point de situation n° {row.number} : {event}", key=f"{REPORT_JOB}:{row.pk}",
        payload={"report": row.pk}, by=by, at=at,
    )  # fmt: skip
    return row


@transaction.atomic
def note_portal_reference(*, report: SituationReport, reference: str, by: StaffMember, at: datetime) -> SituationReport:
    """The number that SYNERGI gave when the text was pasted there. Said once."""
    if not keeps_the_log(by, on=paris_day(at)):
        raise NotAllowed("La référence est notée par le service.")
    row = SituationReport.objects.select_for_update(of=("self",)).select_related("event").get(pk=report.pk)
    check_title(reference, field="reference")
    if row.validated_at is None:
        raise Conflict("Ce point n'est pas encore validé.")
    if row.portal_reference:
        raise Conflict(f"Ce point porte déjà la référence {row.portal_reference}.", field="reference")
    row.portal_reference = reference
    row.save(update_fields=["portal_reference"])
    tell("report_sent", row.event, by, at, number=row.number, reference=reference)
    return row
