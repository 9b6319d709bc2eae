"""A monthly note from its opening to the préfet and the procureur; each correction is a version of its own."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from directorate.casework.effects import link_hash
from directorate.casework.move import paris_day
from directorate.documents.letters import compose, request_files
from directorate.documents.models import Letter
from directorate.documents.papers import masthead
from directorate.jobs.outbox_operations import post_mail
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import StaffMember, Unit
from directorate.parameters.queries import value
from directorate.web.errors import Conflict, DomainError, LinkUnusable, NotAllowed
from public_order.monthly import note
from public_order.monthly.checks import has_errors
from public_order.monthly.drawing import drawn
from public_order.monthly.making import figures_on, frozen_on
from public_order.monthly.models import (
    CommentBlock,
    ExceptionalMonth,
    MonthlyReport,
    ReportDispatch,
    ReportVersion,
)
from public_order.monthly.reading import months_held, perimeters
from public_order.monthly.terms import LINK_DAYS
from public_order.policies import UNIT, approves_for_cabinet, heads_public_order
from public_order.recording import SHORTEST_REASON, mark_of, reasoned, refuse_unseen, tell, worker

State = ReportVersion.State
PAPER = "letters/public_order/monthly_note.html"
PRINTED_CHARTS = 2
SPAN_LABELS = {
    note.MONTH: "mois", note.YEAR: "cumul depuis janvier", note.ROLLING: "douze mois glissants",
}  # fmt: skip


# --- what each of them does first and last ------------------------------------------------------------------------


def locked(version: ReportVersion, states: tuple[str, ...], what: str) -> ReportVersion:
    row = ReportVersion.objects.select_for_update(of=("self",)).select_related("report").get(pk=version.pk)
    if row.state not in states:
        raise Conflict(f"Cette version est « {row.get_state_display().lower()} » : {what}.")
    return row


def former_of(version: ReportVersion) -> ReportVersion | None:
    """The version that this one corrects."""
    return version.report.versions.filter(number=version.number - 1).first()


# --- the draft ----------------------------------------------------------------------------------------------------


@transaction.atomic
def open_report(*, period: date, perimeter: tuple[str, str], by: StaffMember, at: datetime) -> ReportVersion:
    worker(by, at)
    known = perimeters()
    if perimeter not in known:
        raise DomainError("Ce périmètre n'est pas connu.", field="perimeter")
    if period not in months_held():
        raise DomainError("Aucun fichier n'est en vigueur pour ce mois : l'importer et l'accepter d'abord.",
                          field="period")  # fmt: skip
    kind, code = perimeter
    report, is_new = MonthlyReport.objects.get_or_create(
        period=period, territory_kind=kind, territory=code,
        defaults={"name": known[perimeter], "opened_at": at, "opened_by": by},
    )  # fmt: skip
    if not is_new:
        raise Conflict("La note de ce mois existe déjà pour ce périmètre.", field="period")
    row = ReportVersion.objects.create(report=report, number=1, created_at=at, created_by=by)
    tell("monthly_note.opened", row, by, at)
    return row


def line_known(figures: dict[str, Any], line: str, span: str) -> dict[str, Any]:
    found = note.line_in(figures, line)
    if found is None or found["cells"].get(span) is None:
        raise DomainError("Ce chiffre n'est pas connu : un commentaire s'attache à un chiffre.", field="text")
    return found


@transaction.atomic
def write_comment(
    *, version: ReportVersion, line: str, span: str, kind: str, text: str, seen: str = "", by: StaffMember, at: datetime
) -> CommentBlock:
    """STA-13: a percentage that is typed is one of the line, or it is refused. `seen`: the text written over."""
    worker(by, at)
    row = locked(version, (State.DRAFT,), "ses commentaires ne changent plus")
    found = line_known(figures_on(row.report, at), line, span)
    text = reasoned(text, "text")
    foreign = note.foreign_percentages(text, found)
    if foreign:
        raise DomainError(
            f"« {foreign[0]} » n'est pas un chiffre de cette ligne : reprendre celui du tableau, ou l'ôter.",
            field="text",
        )
    former = row.comments.filter(line=line, span=span, kind=kind).first()
    if former is not None:
        refuse_unseen(mark_of(former.text), seen, f"« {former.text} »")
    block, _ = CommentBlock.objects.update_or_create(
        version=row, line=line, span=span, kind=kind,
        defaults={"text": text, "to_review": False, "written_at": at, "written_by": by},
    )  # fmt: skip
    tell("monthly_note.comment", row, by, at, line=found["label"], kind=block.get_kind_display(),
         old=former.text if former else None, new=text)  # fmt: skip
    return block


@transaction.atomic
def drop_comment(*, comment: CommentBlock, by: StaffMember, at: datetime) -> ReportVersion:
    worker(by, at)
    row = locked(comment.version, (State.DRAFT,), "ses commentaires ne changent plus")
    CommentBlock.objects.filter(pk=comment.pk).delete()
    tell("monthly_note.comment_dropped", row, by, at, line=comment.line)
    return row


def comments_of(version: ReportVersion) -> list[dict[str, str]]:
    return [
        {"line": row.line, "span": row.span, "kind": row.kind, "text": row.text}
        for row in version.comments.order_by("line", "span", "kind")
    ]


def uncommented(version: ReportVersion, figures: dict[str, Any]) -> list[tuple[str, str]]:
    """What still waits for its explanation (STA-05): not written, or written upon other figures."""
    told = set(version.comments.filter(kind="comment", span="month", to_review=False).values_list("line", flat=True))
    return [(code, label) for code, label in note.expected_comments(figures) if code not in told]


@transaction.atomic
def submit(*, version: ReportVersion, explanation: str = "", by: StaffMember, at: datetime) -> ReportVersion:
    """The figures are frozen: what the head reads is what will be sent."""
    worker(by, at)
    row = locked(version, (State.DRAFT,), "elle est déjà soumise")
    figures, charts = frozen_on(row.report, at)
    refuse_unready(row, figures, explanation)
    former = former_of(row)
    row.changes = note.changed_figures(former.snapshot["figures"], figures) if former else []
    row.snapshot = {"figures": figures, "charts": charts, "comments": comments_of(row),
                    "explanation": explanation.strip()}  # fmt: skip
    row.content_hash = note.digest(row.snapshot)
    row.state, row.submitted_at, row.submitted_by, row.returned = State.TO_VALIDATE, at, by, ""
    row.explanation = row.snapshot["explanation"]
    row.save()
    tell("monthly_note.submitted", row, by, at, digest=row.content_hash, changed=len(row.changes))
    return row


def refuse_unready(row: ReportVersion, figures: dict[str, Any], explanation: str) -> None:
    if not any(line["cells"]["month"] for line in figures["lines"]):
        raise Conflict("Aucun chiffre du mois n'est comparable à celui de l'année précédente.")
    if wrong := note.wrong_percentages(figures):
        raise Conflict(f"STA-13 : pourcentage incohérent avec ses nombres, {wrong[0]}.")
    if waiting := uncommented(row, figures):
        words = ", ".join(label for _, label in waiting)
        raise Conflict(f"STA-05 : un commentaire du mois est exigé pour : {words}.")
    refuse_unread(row, figures)
    if has_errors(figures["checks"]) and len(explanation.strip()) < SHORTEST_REASON:
        raise DomainError("Les contrôles du fichier signalent une erreur : dire pourquoi la note part quand même.",
                          field="explanation")  # fmt: skip


def refuse_unread(row: ReportVersion, figures: dict[str, Any]) -> None:
    """Each comment again, against the figures that are about to be frozen (STA-13)."""
    for comment in row.comments.all():
        line = note.line_in(figures, comment.line)
        if line is None or line["cells"].get(comment.span) is None:
            raise Conflict(f"Un commentaire porte sur un chiffre qui n'est plus connu, le retirer : « {comment} ».")
        if foreign := note.foreign_percentages(comment.text, line):
            raise Conflict(f"STA-13 : « {foreign[0]} » n'est plus un chiffre de la ligne {line['label']},"
                           " à réécrire.")  # fmt: skip
        if comment.to_review:
            raise Conflict(f"Le chiffre commenté a changé, commentaire à relire : {line['label']}.")


# --- the workflow -------------------------------------------------------------------------------------------------


@transaction.atomic
def send_back(*, version: ReportVersion, reason: str, by: StaffMember, at: datetime) -> ReportVersion:
    """The head, then the cabinet, may ask the analyst to begin again, as long as nobody outside has the note."""
    row = locked(version, (State.TO_VALIDATE, State.VALIDATED, State.APPROVED), "elle ne se renvoie pas")
    on, former = paris_day(at), row.state
    if not (heads_public_order(by, on=on) or (former != State.TO_VALIDATE and approves_for_cabinet(by, on=on))):
        raise NotAllowed("Une note est renvoyée par le chef du bureau, ou par le cabinet une fois validée.")
    row.returned = reasoned(reason)
    read_again(row, row.snapshot["figures"], at)
    withdraw_paper(row)
    row.state, row.snapshot, row.content_hash = State.DRAFT, None, ""
    row.validated_at = row.validated_by = row.approved_at = row.approved_by = None
    row.save()
    tell("monthly_note.sent_back", row, by, at, reason=row.returned, old=State(former).label)
    return row


def withdraw_paper(row: ReportVersion) -> None:
    """The paper of an approval that is taken back says so; it is never printed over."""
    if row.letter_id is not None:
        Letter.objects.filter(pk=row.letter_id).update(state=Letter.State.CANCELLED)
        row.letter = None


def read_again(row: ReportVersion, former: dict[str, Any], at: datetime) -> None:
    """The comments of figures that differ from those they were written upon are to be read again."""
    for each in note.changed_figures(former, figures_on(row.report, at)):
        row.comments.filter(line=each["line"], span=each["span"]).update(to_review=True)


def refuse_stale(row: ReportVersion, at: datetime) -> None:
    """Nobody signs figures that an accepted file has replaced since."""
    if note.changed_figures(row.snapshot["figures"], figures_on(row.report, at)):
        raise Conflict("Des chiffres ont changé depuis la soumission : renvoyer la note à l'analyste.")


@transaction.atomic
def validate(*, version: ReportVersion, content_hash: str, by: StaffMember, at: datetime) -> ReportVersion:
    if not heads_public_order(by, on=paris_day(at)):
        raise NotAllowed("La note mensuelle est validée par le chef du bureau, son adjoint ou le directeur.")
    row = locked(version, (State.TO_VALIDATE,), "elle ne se valide pas")
    refuse_unseen(row.content_hash, content_hash, "la note a été réécrite")
    refuse_stale(row, at)
    row.state, row.validated_at, row.validated_by = State.VALIDATED, at, by
    row.save(update_fields=["state", "validated_at", "validated_by"])
    tell("monthly_note.validated", row, by, at, digest=row.content_hash)
    return row


@transaction.atomic
def approve(*, version: ReportVersion, content_hash: str, by: StaffMember, at: datetime) -> ReportVersion:
    """The cabinet approves; the paper is made by a worker from what was frozen."""
    if not approves_for_cabinet(by, on=paris_day(at)):
        raise NotAllowed("La note mensuelle est visée par le directeur de cabinet ou le préfet.")
    row = locked(version, (State.VALIDATED,), "elle ne se vise pas")
    refuse_unseen(row.content_hash, content_hash, "la note a été réécrite")
    refuse_stale(row, at)
    row.state, row.approved_at, row.approved_by = State.APPROVED, at, by
    row.letter = paper_of(row, by=by, at=at)
    row.save(update_fields=["state", "approved_at", "approved_by", "letter"])
    tell("monthly_note.approved", row, by, at, digest=row.content_hash)
    return row


def paper_of(version: ReportVersion, *, by: StaffMember, at: datetime) -> Letter:
    letter = compose(
        kind="report", title=str(version), template=PAPER, context=paper_words(version, paris_day(at)), by=by, at=at,
        state=Letter.State.FINAL,
    )  # fmt: skip
    request_files(letter, by=by, at=at)
    return letter


def paper_words(version: ReportVersion, on: date) -> dict[str, Any]:
    """The note as it is printed: the frozen content, with its comments beside their lines."""
    figures = version.snapshot["figures"]
    labels = {line["code"]: line["label"] for line in figures["lines"]}
    blocks = {kind: [] for kind in CommentBlock.Kind.values}
    for each in version.snapshot["comments"]:
        blocks[each["kind"]].append({"label": labels.get(each["line"], each["line"]), "text": each["text"]})
    return {
        **masthead(UNIT, on),
        "title": f"Note mensuelle, {figures['month_words']}",
        "number": version.number,
        "reason": version.reason,
        "changes": [{**each, "span": SPAN_LABELS[each["span"]]} for each in version.changes],
        "note": {"programmes": [], "activity": [], **figures},
        "charts": charts_of(version),
        "alerts": [labels[code] for code in figures["alerts"]],
        "comments": blocks["comment"],
        "attention": blocks["attention"],
        "good": blocks["good"],
        "explanation": version.snapshot["explanation"],
        "validated": french_long(paris_day(version.validated_at)) if version.validated_at else "",
        "digest": version.content_hash,
    }


def charts_of(version: ReportVersion) -> list[dict[str, Any]]:
    """The charts printed with the note: the alerts of the month, else its first line; none in a former snapshot."""
    figures, charts = version.snapshot["figures"], version.snapshot.get("charts", {})
    wanted = figures["alerts"] or [line["code"] for line in figures["lines"][:1]]
    return [
        {"title": charts[code]["title"], "drawing": found.chart}
        for code in wanted[:PRINTED_CHARTS]
        if (found := drawn(charts.get(code))) and found.chart
    ]


@transaction.atomic
def send(
    *, version: ReportVersion, content_hash: str, prefect_email: str, prosecutor_email: str, by: StaffMember,
    at: datetime,
) -> ReportVersion:  # fmt: skip
    """To the préfet and the procureur, each by a link of his own. The version before is then replaced."""
    on = worker(by, at)
    row = locked(version, (State.APPROVED,), "elle ne s'envoie pas")
    refuse_unseen(row.content_hash, content_hash, "la note a été réécrite")
    refuse_stale(row, at)
    row.report.versions.filter(state=State.SENT).update(state=State.CORRECTED)
    row.state, row.sent_at = State.SENT, at
    row.save(update_fields=["state", "sent_at"])
    until = at + timedelta(days=int(value(LINK_DAYS, on)))
    for recipient, email in (("prefect", prefect_email), ("prosecutor", prosecutor_email)):
        post(row, recipient, email, until, at)
    tell("monthly_note.sent", row, by, at, digest=row.content_hash)
    return row


def post(version: ReportVersion, recipient: str, email: str, until: datetime, at: datetime) -> None:
    code = secrets.token_urlsafe(32)
    found = ReportDispatch.objects.create(
        version=version, recipient=recipient, email=email, code_hash=link_hash(code), link_until=until, sent_at=at
    )
    body = render_to_string(
        "emails/monthly_note.txt",
        {
            "version": version,
            "link": settings.PUBLIC_URL + reverse("public_order:note-door", args=[code]),
            "link_until": until.astimezone(PARIS),
            "unit": Unit.objects.get(pk=UNIT),
        },
    )
    post_mail(key=f"monthly-note:{found.pk}", to=email, subject=f"{version}", body=body, at=at)


def open_dispatch(dispatch: ReportDispatch) -> ReportDispatch:
    row = ReportDispatch.objects.select_for_update(of=("self",)).select_related("version__report").get(pk=dispatch.pk)
    if row.revoked_at is not None:
        raise Conflict("Ce lien est déjà retiré.")
    return row


def close_dispatch(row: ReportDispatch, reason: str, by: StaffMember, at: datetime) -> None:
    row.revoked_at, row.revoked_by, row.revoked_reason = at, by, reasoned(reason)
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])


@transaction.atomic
def revoke(*, dispatch: ReportDispatch, reason: str, by: StaffMember, at: datetime) -> ReportDispatch:
    """The link opens nothing any more: sent to a wrong address, lost, passed on."""
    worker(by, at)
    row = open_dispatch(dispatch)
    close_dispatch(row, reason, by, at)
    tell("monthly_note.revoked", row.version, by, at, recipient=row.get_recipient_display(), old=row.email,
         reason=row.revoked_reason)  # fmt: skip
    return row


@transaction.atomic
def resend(*, dispatch: ReportDispatch, email: str, reason: str, by: StaffMember, at: datetime) -> ReportDispatch:
    """A new link to a mended address; the former one, if it still opened, opens nothing any more."""
    on = worker(by, at)
    version = locked(dispatch.version, (State.SENT,), "elle ne se renvoie pas à ses destinataires")
    row = ReportDispatch.objects.select_for_update().get(pk=dispatch.pk)
    if version.dispatches.filter(recipient=row.recipient, pk__gt=row.pk).exists():
        raise Conflict("Un lien plus récent a déjà été envoyé à ce destinataire.")
    if row.revoked_at is None:
        close_dispatch(row, reason, by, at)
    post(version, row.recipient, email, at + timedelta(days=int(value(LINK_DAYS, on))), at)
    tell("monthly_note.resent", version, by, at, recipient=row.get_recipient_display(), old=row.email, new=email,
         reason=reasoned(reason))  # fmt: skip
    return row


@transaction.atomic
def open_correction(*, version: ReportVersion, reason: str, by: StaffMember, at: datetime) -> ReportVersion:
    """Version n+1: the comments are carried over, those of changed figures to be read again."""
    worker(by, at)
    row = locked(version, (State.SENT,), "elle ne se corrige pas")
    if row.report.versions.exclude(state__in=(State.SENT, State.CORRECTED)).exists():
        raise Conflict("Une correction de cette note est déjà en cours.")
    new = ReportVersion.objects.create(
        report=row.report, number=row.number + 1, reason=reasoned(reason), created_at=at, created_by=by
    )
    changed = {
        (each["line"], each["span"])
        for each in note.changed_figures(row.snapshot["figures"], figures_on(row.report, at))
    }
    CommentBlock.objects.bulk_create(
        CommentBlock(
            version=new, line=each.line, span=each.span, kind=each.kind, text=each.text,
            to_review=(each.line, each.span) in changed, written_at=each.written_at, written_by_id=each.written_by_id,
        )
        for each in row.comments.all()
    )  # fmt: skip
    tell("monthly_note.correction", new, by, at, reason=new.reason, changed=len(changed))
    return new


# --- exceptional months; the reader outside -----------------------------------------------------------------------


@transaction.atomic
def mark_exceptional(*, month: date, reason: str, by: StaffMember, at: datetime) -> ExceptionalMonth:
    """STA-07: the control charts no longer learn from this month."""
    on = paris_day(at)
    if not heads_public_order(by, on=on):
        raise NotAllowed("Un mois exceptionnel est marqué par le chef du bureau.")
    if month > on:
        raise DomainError("Ce mois n'est pas encore venu.", field="month")
    row, is_new = ExceptionalMonth.objects.get_or_create(
        month=month.replace(day=1),
        defaults={"reason": reasoned(reason), "recorded_at": at, "recorded_by": by},
    )
    if not is_new:
        raise Conflict("Ce mois est déjà marqué.", field="month")
    tell("monthly_note.exceptional", row, by, at)
    return row


@transaction.atomic
def unmark_exceptional(*, month: ExceptionalMonth, reason: str, by: StaffMember, at: datetime) -> bool:
    """The control charts learn from it again; the journal keeps that it was marked, and why no longer."""
    if not heads_public_order(by, on=paris_day(at)):
        raise NotAllowed("Un mois exceptionnel est retiré par le chef du bureau.")
    row = ExceptionalMonth.objects.select_for_update(of=("self",)).filter(pk=month.pk).first()
    if row is None:
        raise Conflict("Ce mois n'est plus marqué.")
    tell("monthly_note.unexceptional", row, by, at, old=row.reason, reason=reasoned(reason))
    row.delete()
    return True


def opened(code: str, at: datetime) -> ReportDispatch:
    """What a link opens. To open it changes nothing: programs that look into mails open links too."""
    rows = ReportDispatch.objects.select_related("version__report", "version__letter__pdf")
    row = rows.filter(code_hash=link_hash(code), link_until__gt=at, revoked_at=None).first()
    if row is None:
        raise LinkUnusable("Cette adresse n'ouvre aucune note, ou n'est plus valable.")
    return row


@transaction.atomic
def acknowledge(*, code: str, at: datetime) -> ReportDispatch:
    """The reader says that he has read; only the first time is kept."""
    row = opened(code, at)
    if ReportDispatch.objects.filter(pk=row.pk, read_at=None).update(read_at=at):
        tell("monthly_note.read", row, None, at, recipient=row.get_recipient_display())
    return row
