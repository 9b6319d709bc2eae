"""Pages of the monthly notes: their list, the sheet of a month, the figure behind a sentence, each act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.serving import letter_response
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from public_order.monthly import forms, note, operations
from public_order.monthly.checks import has_errors
from public_order.monthly.drawing import drawn
from public_order.monthly.lists import NOTE_LIST
from public_order.monthly.models import CommentBlock, ExceptionalMonth, ReportDispatch, ReportVersion
from public_order.monthly.operations import SPAN_LABELS, State, uncommented
from public_order.monthly.queries import (
    TONES,
    changes_shown,
    chart_shown,
    drift_of,
    figures_shown,
    known_dispatch,
    known_exceptional,
    known_version,
)
from public_order.monthly.reading import months_held, perimeters
from public_order.monthly.tables import version_url
from public_order.policies import (
    approves_for_cabinet,
    heads_public_order,
    reads_public_order,
    works_in_public_order,
)
from public_order.recording import mark_of

NOTES = "Notes mensuelles"


@dataclass(frozen=True)
class Act:
    """What may happen to a version, in which states, and who is offered it."""

    label: str
    form: type[django_forms.Form]
    operation: Callable[..., Any]
    states: tuple[str, ...]
    policy: Callable[..., bool]
    done: str
    intro: str = ""


def sends_back(staff, obj=None, *, on=None) -> bool:
    return heads_public_order(staff, on=on) or approves_for_cabinet(staff, on=on)


ACTS = {
    "soumettre": Act("Soumettre au chef de bureau", forms.SubmitForm, operations.submit, (State.DRAFT,),
                     works_in_public_order, "La note est soumise : ses chiffres sont figés.",
                     "Les chiffres et les phrases sont figés tels qu'ils sont affichés."),
    "valider": Act("Valider", forms.SignForm, operations.validate, (State.TO_VALIDATE,), heads_public_order,
                   "La note est validée : elle attend le visa du cabinet."),
    "viser": Act("Viser", forms.SignForm, operations.approve, (State.VALIDATED,), approves_for_cabinet,
                 "La note est visée : son PDF est en cours d'édition."),
    "envoyer": Act("Envoyer au préfet et au procureur", forms.SendForm, operations.send, (State.APPROVED,),
                   works_in_public_order, "La note est envoyée.",
                   "Chacun reçoit un lien personnel ; une version antérieure devient remplacée."),
    "corriger": Act("Ouvrir une version corrigée", forms.ReasonForm, operations.open_correction, (State.SENT,),
                    works_in_public_order, "La version corrigée est ouverte.",
                    "Les commentaires sont repris ; ceux des chiffres modifiés sont à relire."),
    "renvoyer": Act("Renvoyer à l'analyste", forms.ReasonForm, operations.send_back,
                    (State.TO_VALIDATE, State.VALIDATED, State.APPROVED), sends_back,
                    "La note est renvoyée à l'analyste.", "Les signatures sont retirées, les commentaires gardés."),
}  # fmt: skip


def notes_home() -> tuple[str, str]:
    return NOTES, reverse("public_order:monthly-notes")


def figure_url(version: ReportVersion, line: str, span: str) -> str:
    return reverse("public_order:monthly-figure", args=[version.pk, line, span])


@require_GET
@allow(reads_public_order)
def monthly_notes(request):
    actions = [("Mois exceptionnels", reverse("public_order:exceptional-months"))]
    if works_in_public_order(request.user, on=localdate()):
        actions.insert(0, ("Ouvrir la note d'un mois", reverse("public_order:monthly-note-new")))
    return list_page(
        request, NOTE_LIST, at=now(), actions=actions,
        intro="Le fichier du mois est importé, contrôlé et commenté ; la note est validée, visée puis envoyée. Une"
        " correction est une nouvelle version.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def monthly_note_new(request):
    months = months_held()
    name, page = notes_home()
    return act_page(
        request,
        forms.OpenNoteForm(posted(request), months=months, perimeters=perimeters()),
        operations.open_report,
        facts={},
        at=now(),
        done="La note est ouverte : ses phrases sont rédigées à partir des chiffres.",
        then=page,
        title="Ouvrir la note d'un mois",
        intro=""
        if months
        else "Aucun fichier mensuel n'est en vigueur : importer puis accepter celui du mois d'abord.",
        submit="Ouvrir la note",
        back=(name, page),
    )


def act_url(version: ReportVersion, verb: str) -> str:
    """Whoever signs says by the address which content he has read."""
    page = reverse("public_order:monthly-note-act", args=[version.pk, verb])
    return f"{page}?lue={version.content_hash}" if issubclass(ACTS[verb].form, forms.SignForm) else page


def acts_on(version: ReportVersion, staff) -> list[tuple[str, str]]:
    on = localdate()
    return [
        (act.label, act_url(version, verb))
        for verb, act in ACTS.items()
        if version.state in act.states and act.policy(staff, on=on)
    ]


def rows_of(version: ReportVersion, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of the sheet, each cell with the address of its figure."""
    return [
        {
            **line,
            "month": line["cells"][note.MONTH],
            "year": line["cells"][note.YEAR],
            "rolling": line["cells"][note.ROLLING],
            "url": figure_url(version, line["code"], note.MONTH),
            "is_alert": line["code"] in figures["alerts"],
        }
        for line in figures["lines"]
    ]


def steps_of(version: ReportVersion) -> list[tuple[Any, str, str]]:
    """When, what, by whom."""
    found = [
        (version.created_at, "Version ouverte", str(version.created_by)),
        (version.submitted_at, "Soumise, chiffres figés", str(version.submitted_by or "")),
        (version.validated_at, "Validée par le bureau", str(version.validated_by or "")),
        (version.approved_at, "Visée par le cabinet", str(version.approved_by or "")),
        (version.sent_at, "Envoyée", ""),
        *((row.read_at, f"Accusé de réception : {row.get_recipient_display().lower()}", "")
          for row in version.dispatches.all()),
        *((row.revoked_at, f"Lien retiré : {row.get_recipient_display().lower()}, {row.revoked_reason}",
           str(row.revoked_by or "")) for row in version.dispatches.all()),
    ]  # fmt: skip
    return sorted((step for step in found if step[0]), key=lambda step: step[0])


@require_GET
@allow(reads_public_order)
def monthly_note(request, pk):
    at, version = now(), known_version(pk)
    figures = figures_shown(version, at)
    labels = {line["code"]: line["label"] for line in figures["lines"]}
    is_draft = version.state == State.DRAFT
    writes = is_draft and works_in_public_order(request.user, on=localdate())
    waiting = uncommented(version, figures) if is_draft else []
    return TemplateResponse(
        request,
        "public_order/monthly/note.html",
        {
            "title": f"Note mensuelle, {version.report.month_words}",
            "breadcrumb": [notes_home()],
            "version": version,
            "tone": TONES[version.state],
            "figures": figures,
            "before": version.report.period.year - 1,
            "year": version.report.period.year,
            "rows": rows_of(version, figures),
            "sentences": [
                {**each, "url": figure_url(version, each["line"], each["span"])} for each in figures["sentences"]
            ],
            "alerts": [(labels[code], figure_url(version, code, note.MONTH)) for code in figures["alerts"]],
            "signals": [line for line in figures["lines"] if line["signal"] and line["signal"]["is_signal"]],
            "waiting": [(label, comment_url(version, code, note.MONTH)) for code, label in waiting],
            "comments": [
                (each, labels.get(each.line, each.line), figure_url(version, each.line, each.span))
                for each in version.comments.all()
            ],
            "changes": [{**each, "span": SPAN_LABELS[each["span"]]} for each in changes_shown(version, figures)],
            "drift": [{**each, "span": SPAN_LABELS[each["span"]]} for each in drift_of(version, at)],
            "errors": has_errors(figures["checks"]),
            "acts": acts_on(version, request.user),
            "others": version.report.versions.exclude(pk=version.pk),
            "dispatches": version.dispatches.all(),
            "mends": version.state == State.SENT and works_in_public_order(request.user, on=localdate()),
            "steps": steps_of(version),
            "writes": writes,
        },
    )


def comment_url(version: ReportVersion, line: str, span: str) -> str:
    return reverse("public_order:monthly-comment", args=[version.pk, line, span])


def cell_known(version: ReportVersion, line: str, span: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The figures, the line and the cell of an address."""
    figures = figures_shown(version, now())
    found = note.line_in(figures, line)
    if found is None or span not in note.SPANS:
        raise NotFound("Ce chiffre n'est pas dans cette note.")
    return figures, found, found["cells"][span]


@require_GET
@allow(reads_public_order)
def monthly_figure(request, pk, line, span):
    """The figure behind a sentence: its two counts, its computation, its source, its chart and the table of it."""
    version = known_version(pk)
    figures, found, cell = cell_known(version, line, span)
    writes = version.state == State.DRAFT and cell and works_in_public_order(request.user, on=localdate())
    return TemplateResponse(
        request,
        "public_order/monthly/figure.html",
        {
            "title": found["label"],
            "breadcrumb": [notes_home(), (str(version), version_url(version))],
            "version": version,
            "figures": figures,
            "line": found,
            "cell": cell,
            "period": note.span_words(span, version.report.period),
            "spans": [
                (SPAN_LABELS[each].capitalize(), figure_url(version, line, each), each == span) for each in note.SPANS
            ],
            "drawn": drawn(chart_shown(version, line, now())),
            "is_frozen": bool(version.snapshot and "charts" in version.snapshot),
            "comments": version.comments.filter(line=line, span=span),
            "comment": comment_url(version, line, span) if writes else "",
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def monthly_comment(request, pk, line, span):
    version = known_version(pk)
    _, found, cell = cell_known(version, line, span)
    asked = request.GET.get("nature", "")
    kind = asked if asked in CommentBlock.Kind.values else CommentBlock.Kind.COMMENT.value
    former = version.comments.filter(line=line, span=span, kind=kind).first()
    initial = {"kind": kind, "text": former.text, "seen": mark_of(former.text)} if former else {"kind": "comment"}
    trace = f"{found['label']}, {SPAN_LABELS[span]} : {'. '.join(cell['trace'])}." if cell else ""
    return act_page(
        request,
        forms.CommentForm(posted(request), initial=initial),
        operations.write_comment,
        facts={"version": version, "line": line, "span": span},
        at=now(),
        done="Le commentaire est enregistré.",
        then=version_url(version),
        title=f"Commenter : {found['label']}",
        intro=trace,
        submit="Enregistrer le commentaire",
        back=(str(version), version_url(version)),
        breadcrumb=[notes_home(), (str(version), version_url(version))],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def monthly_comment_drop(request, pk):
    comment = CommentBlock.objects.select_related("version__report").filter(pk=pk).first()
    if comment is None:
        raise NotFound("Ce commentaire n'existe pas.")
    version = comment.version
    return act_page(
        request,
        django_forms.Form(posted(request)),
        operations.drop_comment,
        facts={"comment": comment},
        at=now(),
        done="Le commentaire est retiré.",
        then=version_url(version),
        title="Retirer un commentaire",
        intro=comment.text,
        submit="Retirer",
        back=(str(version), version_url(version)),
    )


def initial_of(verb: str, version: ReportVersion, read: str) -> dict[str, Any]:
    """What was read, what was explained; the addresses of the last sending serve again."""
    signed = {"content_hash": read or version.content_hash} if issubclass(ACTS[verb].form, forms.SignForm) else {}
    if verb == "soumettre":
        return {"explanation": version.explanation}
    if verb != "envoyer":
        return signed
    last = {row.recipient: row.email for row in ReportDispatch.objects.order_by("sent_at", "pk")}
    return signed | {f"{recipient}_email": email for recipient, email in last.items()}


@require_http_methods(FORM_METHODS)
@allow(reads_public_order)
def monthly_note_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    version = known_version(pk)
    return act_page(
        request,
        act.form(posted(request), initial=initial_of(verb, version, request.GET.get("lue", ""))),
        act.operation,
        facts={"version": version},
        at=now(),
        done=act.done,
        then=reverse("public_order:monthly-note-last", args=[version.report_id]),
        title=f"{act.label} : {version}",
        intro=act.intro,
        submit=act.label,
        back=(str(version), version_url(version)),
        breadcrumb=[notes_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def note_dispatch_revoke(request, pk):
    row = known_dispatch(pk)
    return act_page(
        request, forms.ReasonForm(posted(request)), operations.revoke, facts={"dispatch": row}, at=now(),
        done="Le lien est retiré : il n'ouvre plus rien.", then=version_url(row.version),
        title=f"Retirer le lien : {row}", intro=f"Envoyé à {row.email}. La page et le PDF ne s'ouvriront plus.",
        submit="Retirer le lien", back=(str(row.version), version_url(row.version)), breadcrumb=[notes_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def note_dispatch_resend(request, pk):
    row = known_dispatch(pk)
    return act_page(
        request, forms.ResendForm(posted(request), initial={"email": row.email}), operations.resend,
        facts={"dispatch": row}, at=now(), done="La note est envoyée à la nouvelle adresse.",
        then=version_url(row.version), title=f"Envoyer à une autre adresse : {row}",
        intro=f"Le lien envoyé à {row.email} n'ouvrira plus rien.", submit="Envoyer",
        back=(str(row.version), version_url(row.version)), breadcrumb=[notes_home()],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def monthly_note_last(request, pk):
    """The last version of a note, where one goes after an act."""
    row = ReportVersion.objects.filter(report=pk).order_by("-number").first()
    if row is None:
        raise NotFound("Cette note n'existe pas.")
    return HttpResponseRedirect(version_url(row))


@require_GET
@allow(reads_public_order)
def monthly_note_file(request, pk, kind):
    return letter_response(known_version(pk).letter, kind)


@require_GET
@allow(reads_public_order)
def exceptional_months(request):
    return TemplateResponse(
        request,
        "public_order/monthly/exceptional.html",
        {
            "title": "Mois exceptionnels",
            "breadcrumb": [notes_home()],
            "rows": list(ExceptionalMonth.objects.select_related("recorded_by")),
            "heads": heads_public_order(request.user, on=localdate()),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def exceptional_month_new(request):
    page = reverse("public_order:exceptional-months")
    return act_page(
        request,
        forms.ExceptionalForm(posted(request)),
        operations.mark_exceptional,
        facts={},
        at=now(),
        done="Ce mois n'entre plus dans les limites des cartes de contrôle.",
        then=page,
        title="Marquer un mois exceptionnel",
        intro="Les émeutes de juin et juillet 2023 ou le confinement du printemps 2020, par exemple.",
        submit="Marquer ce mois",
        back=("Mois exceptionnels", page),
        breadcrumb=[notes_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def exceptional_month_drop(request, pk):
    row, page = known_exceptional(pk), reverse("public_order:exceptional-months")
    return act_page(
        request, forms.ReasonForm(posted(request)), operations.unmark_exceptional, facts={"month": row}, at=now(),
        done="Ce mois compte de nouveau dans les cartes de contrôle.", then=page, title=f"Retirer la marque : {row}",
        submit="Retirer la marque", back=("Mois exceptionnels", page), breadcrumb=[notes_home()],
    )  # fmt: skip
