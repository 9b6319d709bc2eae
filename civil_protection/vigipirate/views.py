"""Pages of VIGIPIRATE: the level in force, a posture and its cascade, measures, controls, incidents, history."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.vigipirate import cascade, lists, operations, papers, queries
from civil_protection.vigipirate import forms as posture_forms
from civil_protection.vigipirate.band import band
from civil_protection.vigipirate.models import Threat
from civil_protection.vigipirate.points import ANSWERS, POINTS
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded

HOME = "VIGIPIRATE"


def home_crumb() -> tuple[str, str]:
    return HOME, reverse("civil_protection:vigipirate")


def page_of(posture) -> str:
    return reverse("civil_protection:posture", args=[posture.pk])


def pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


def if_works(request, *actions: tuple[str, str]) -> list[tuple[str, str]]:
    """Actions are shown to whoever may do them."""
    return [(label, reverse(name)) for label, name in actions] if works_in_civil_protection(request.user) else []


# --- the level in force -------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def vigipirate(request):
    """The level of the department now, what is in force, who has acknowledged, and how it came."""
    at = now()
    leading = queries.leading_posture(at)
    running = list(queries.postures().filter(queries.in_state(queries.RUNNING, at)))
    spans = papers.spans(at)
    return TemplateResponse(
        request,
        "civil_protection/vigipirate/home.html",
        {
            "title": HOME,
            "threat": Threat(leading.threat if leading else Threat.VIGILANCE).label,
            "tone": queries.THREAT_TONES[leading.threat if leading else Threat.VIGILANCE],
            "days": spans[-1].days(at),
            "leading": leading,
            "running": [(row, queries.THREAT_TONES[row.threat]) for row in running],
            "cascade": queries.cascade_of(leading, at) if leading else None,
            "measures": queries.measures_by_domain(localtime(at).date()),
            "chart": band(spans),
            "sizes": papers.SIZES.items(),
            "actions": if_works(request, ("Enregistrer une posture", "civil_protection:posture-new")),
        },
    )


@require_GET
@allow(reads_civil_protection)
def postures(request):
    actions = if_works(request, ("Enregistrer une posture", "civil_protection:posture-new"))
    return list_page(request, lists.POSTURE_LIST, at=now(), actions=actions, breadcrumb=[home_crumb()])


@require_GET
@allow(reads_civil_protection)
def poster(request, size):
    """The level of the department on a page for the entrance."""
    if size not in papers.SIZES:
        raise NotFound("L'affiche existe en A4 et en A3.")
    at = now()
    leading = queries.leading_posture(at)
    threat = leading.threat if leading else Threat.VIGILANCE
    return pdf(papers.poster(threat, size, at), f"vigipirate-affiche-{size}")


@require_GET
@allow(reads_civil_protection)
def threat_history(request):
    at = now()
    return TemplateResponse(
        request,
        "civil_protection/vigipirate/history.html",
        {
            "title": "Historique des niveaux VIGIPIRATE",
            "breadcrumb": [home_crumb()],
            "chart": band(papers.spans(at)),
            "rows": [(row, queries.THREAT_TONES[row["threat"]]) for row in papers.shown_spans(at)],
        },
    )


@require_GET
@allow(reads_civil_protection)
def threat_history_paper(request):
    return pdf(papers.history_paper(now()), "vigipirate-historique")


# --- a posture ----------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def posture_new(request):
    form = posture_forms.PostureForm(posted(request), initial={"starts_at": localtime().replace(second=0)})
    if request.method == "POST" and (row := attempt(form, operations.record_posture, by=request.user, at=now())):
        messages.success(request, "La posture est enregistrée. Elle se diffuse depuis sa page.")
        return HttpResponseRedirect(page_of(row))
    return form_page(
        request,
        form,
        title="Enregistrer une posture",
        intro="Seul l'extrait public est enregistré. Le document de posture est confidentiel : il reste dans le système"
        " prévu pour lui.",
        submit="Enregistrer la posture",
        back=home_crumb(),
        breadcrumb=[home_crumb()],
    )


@dataclass(frozen=True)
class Act:
    """What may be done to a posture or a declension, and when it is offered."""

    label: str
    form: type[forms.Form]
    operation: Callable
    done: str
    offered: Callable[..., bool]


POSTURE_ACTS = {
    "diffuser": Act("Diffuser la posture", posture_forms.CascadeForm, cascade.cascade,
                    "La posture est diffusée.", lambda row, at: queries.state_on(row, at) != queries.OVER),
    "terminer": Act("Fixer la fin", posture_forms.EndForm, operations.end_posture,
                    "La fin de la posture est enregistrée.", lambda row, at: row.ends_at is None),
}  # fmt: skip
DECLENSION_ACTS = {
    "envoi": Act("Noter l'envoi", posture_forms.SentForm, cascade.note_sent, "L'envoi est enregistré.",
                 lambda row, at: row.sent_at is None),
    "accuse": Act("Noter l'accusé de réception", posture_forms.AcknowledgedForm, cascade.note_acknowledged,
                  "L'accusé de réception est enregistré.",
                  lambda row, at: row.sent_at is not None and row.acknowledged_at is None),
    "controle": Act("Enregistrer un contrôle", posture_forms.CheckForm, operations.record_check,
                    "Le contrôle est enregistré.", lambda row, at: True),
}  # fmt: skip


def offered(request, acts: dict[str, Act], name: str, row, at) -> list[tuple[str, str]]:
    if not works_in_civil_protection(request.user):
        return []
    return [(act.label, reverse(name, args=[row.pk, verb])) for verb, act in acts.items() if act.offered(row, at)]


@require_GET
@allow(reads_civil_protection)
def posture(request, pk):
    """R4.1 to R4.3: what the prefect reads of one posture."""
    at, row = now(), queries.known_posture(pk)
    state = queries.state_on(row, at)
    return TemplateResponse(
        request,
        "civil_protection/vigipirate/posture.html",
        {
            "title": row.title,
            "breadcrumb": [home_crumb(), ("Postures", reverse("civil_protection:postures"))],
            **papers.sheet_facts(row, at),
            "state": queries.STATES[state],
            "state_tone": queries.STATE_TONES[state],
            "tone": queries.THREAT_TONES[row.threat],
            "acts": offered(request, POSTURE_ACTS, "civil_protection:posture-act", row, at),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def posture_act(request, pk, verb):
    row = queries.known_posture(pk)
    if (act := POSTURE_ACTS.get(verb)) is None:
        raise Http404
    form = act.form(posted(request))
    if request.method == "POST" and form.is_valid():
        result = attempt(form, act.operation, posture=row, by=request.user, at=now())
        # Nobody new to tell is an answer too.
        if result is not None:
            words = f" Nouveaux destinataires : {result}." if verb == "diffuser" else ""
            messages.success(request, act.done + words)
            return HttpResponseRedirect(page_of(row))
    return form_page(
        request,
        form,
        title=act.label,
        intro=cascade_intro(row) if verb == "diffuser" else row.title,
        submit=act.label,
        back=(row.title, page_of(row)),
        breadcrumb=[home_crumb(), (row.title, page_of(row))],
    )


def cascade_intro(row) -> str:
    reached = queries.reached_by(row)
    known = set(row.declensions.values_list("organisation_id", flat=True))
    new = [body for body, _ in reached if body.pk not in known]
    mails = sum(bool(body.email) for body in new)
    return (
        f"{row.title}, {row.get_threat_display()}. Destinataires nouveaux : {len(new)}, dont {mails} par courriel avec"
        f" un lien d'accusé de réception et {len(new) - mails} par courrier à envoyer."
    )


@require_GET
@allow(reads_civil_protection)
def posture_paper(request, pk, paper):
    """The sheet of the prefect, or the letters to the mayors."""
    at, row = now(), queries.known_posture(pk)
    if paper == "fiche":
        return pdf(papers.posture_sheet(row, at), f"vigipirate-fiche-{row.pk}")
    if paper == "lettres":
        return pdf(papers.letters(queries.declensions().filter(posture=row), at), f"vigipirate-lettres-{row.pk}")
    raise NotFound("Ce document n'existe pas.")


# --- the cascade --------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def declensions(request):
    return list_page(request, lists.DECLENSION_LIST, at=now(), breadcrumb=[home_crumb()])


@require_GET
@allow(reads_civil_protection)
def declension(request, pk):
    at, row = now(), queries.known_declension(pk)
    state = queries.cascade_state(row)
    checks = row.checks.select_related("photo", "recorded_by")
    return TemplateResponse(
        request,
        "civil_protection/vigipirate/declension.html",
        {
            "title": row.organisation.name,
            "breadcrumb": [home_crumb(), (row.posture.title, page_of(row.posture))],
            "declension": row,
            "state": queries.CASCADE_STATES[state],
            "tone": queries.CASCADE_TONES[state],
            "checks": [(check, points_of(check)) for check in checks],
            "acts": offered(request, DECLENSION_ACTS, "civil_protection:declension-act", row, at),
        },
    )


def points_of(check) -> Iterable[tuple[str, str]]:
    return [(label, ANSWERS.get(check.points.get(code), "")) for code, label in POINTS.items()]


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def declension_act(request, pk, verb):
    row = queries.known_declension(pk)
    if (act := DECLENSION_ACTS.get(verb)) is None:
        raise Http404
    page = reverse("civil_protection:declension", args=[row.pk])
    return act_page(
        request,
        act.form(posted(request), uploaded(request)),
        act.operation,
        facts={"declension": row},
        at=now(),
        done=act.done,
        then=page,
        title=act.label,
        intro=f"{row.organisation}, {row.posture}.",
        submit=act.label,
        back=(row.organisation.name, page),
        breadcrumb=[home_crumb(), (row.posture.title, page_of(row.posture))],
    )


# --- measures, recipients, incidents ------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def measures(request):
    actions = if_works(request, ("Ajouter une mesure", "civil_protection:measure-new"))
    return list_page(request, lists.MEASURE_LIST, at=now(), actions=actions, breadcrumb=[home_crumb()])


def added(
    request, form: forms.Form, operation: Callable, name: str, label: str, done: str, title: str, intro: str = ""
):
    """The page that adds a row to a list, and goes back to it."""
    page = reverse(f"civil_protection:{name}")
    return act_page(
        request,
        form,
        operation,
        facts={},
        at=now(),
        done=done,
        then=page,
        title=title,
        intro=intro,
        submit=title,
        back=(label, page),
        breadcrumb=[home_crumb(), (label, page)],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def measure_new(request):
    return added(request, posture_forms.MeasureForm(posted(request)), operations.record_measure, "measures",
                 "Mesures publiques", "La mesure est enregistrée.", "Ajouter une mesure",
                 "Seules les mesures dont le libellé est public entrent ici.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def measure_end(request, pk):
    row, page = queries.known_measure(pk), reverse("civil_protection:measures")
    return act_page(
        request,
        posture_forms.MeasureEndForm(posted(request)),
        operations.end_measure,
        facts={"measure": row},
        at=now(),
        done="La fin de la mesure est enregistrée.",
        then=page,
        title="Fixer la fin de la mesure",
        intro=str(row),
        submit="Fixer la fin de la mesure",
        back=("Mesures publiques", page),
        breadcrumb=[home_crumb(), ("Mesures publiques", page)],
    )


@require_GET
@allow(reads_civil_protection)
def recipients(request):
    actions = if_works(request, ("Ajouter un destinataire", "civil_protection:recipient-new"))
    return list_page(request, lists.RECIPIENT_LIST, at=now(), actions=actions, breadcrumb=[home_crumb()])


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def recipient_new(request):
    return added(request, posture_forms.RecipientForm(posted(request)), operations.add_recipient, "recipients",
                 "Destinataires", "Le partenaire recevra les postures.", "Ajouter un destinataire",
                 "Opérateur, service, établissement scolaire, lieu de culte, centre commercial.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def recipient_drop(request, pk):
    row, page = queries.known_recipient(pk), reverse("civil_protection:recipients")
    return act_page(
        request,
        forms.Form(posted(request)),
        operations.drop_recipient,
        facts={"recipient": row},
        at=now(),
        done=f"{row} ne recevra plus les postures.",
        then=page,
        title="Retirer un destinataire",
        intro=f"{row} ne recevra plus les postures à venir. Celles qui lui ont été envoyées restent suivies.",
        submit="Retirer ce destinataire",
        back=("Destinataires", page),
        breadcrumb=[home_crumb(), ("Destinataires", page)],
    )


@require_GET
@allow(reads_civil_protection)
def safety_reports(request):
    actions = if_works(request, ("Enregistrer un signalement", "civil_protection:safety-report-new"))
    return list_page(
        request,
        lists.REPORT_LIST,
        at=now(),
        actions=actions,
        intro="Un type, une commune, un jour, une suite : le renseignement nominatif n'entre pas dans l'application.",
        breadcrumb=[home_crumb()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def safety_report_new(request):
    return added(request, posture_forms.ReportForm(posted(request)), operations.record_report, "safety-reports",
                 "Signalements", "Le signalement est enregistré.", "Enregistrer un signalement",
                 "Aucun champ ne prend de texte : personne ne peut y être nommé.")  # fmt: skip
