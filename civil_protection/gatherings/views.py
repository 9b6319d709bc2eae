"""Pages of the large gatherings: the list, one of them and what happens to it, opinions that are missing (R10.1)."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.first_aid.queries import live_post
from civil_protection.gatherings import forms, operations, queries
from civil_protection.gatherings.lists import GATHERINGS
from civil_protection.gatherings.models import Gathering, Piece
from civil_protection.gatherings.rules import LATE, TIMINGS
from civil_protection.gatherings.tables import TIMING_TONES, awaited_table, opinion_table, page_of, step_table
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.serving import letter_response
from civil_protection.record_pages import (
    Act,
    Sheet,
    act_on,
    files,
    offered,
    paper,
    record_page,
    table_file_response,
)
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell

HOME = "Grands rassemblements"
AWAITED = "Avis manquants"
FIELDS = tuple(forms.GatheringForm.base_fields)


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:gatherings")


def is_live(row: Gathering) -> bool:
    return not row.cancelled_why


def is_open(row: Gathering) -> bool:
    return not row.cancelled_why and not row.decision


def today(name: str):
    return lambda row: {name: localdate()}


# The state of a gathering is read from its dates: each act says by itself on what it is open.
class GatheringAct(Act):
    def is_open(self, row) -> bool:
        return self.open_on(row)


ACTS = {
    "modifier": GatheringAct(
        "Modifier", operations.save_gathering, "Le rassemblement est modifié.", (), forms.GatheringForm,
        initial=lambda row: {name: getattr(row, name) for name in FIELDS}, open_on=is_open,
    ),
    "declaration": GatheringAct(
        "Enregistrer la déclaration", operations.declare, "La déclaration est enregistrée.", (), forms.DeclareForm,
        initial=lambda row: {"declared_on": row.declared_on or localdate(), "pieces": row.pieces,
                             "urgency": row.urgency},
        open_on=is_open,
    ),
    "avis": GatheringAct(
        "Demander des avis", operations.ask_opinions, "Les avis sont demandés.", (), form_of=forms.ask_form,
        open_on=lambda row: is_open(row) and len(row.opinions.all()) < len(operations.Service.values),
    ),
    "avis-recu": GatheringAct(
        "Enregistrer un avis", operations.record_opinion, "L'avis est enregistré.", (), form_of=forms.opinion_form,
        open_on=lambda row: is_open(row) and any(not opinion.opinion for opinion in row.opinions.all()),
    ),
    "reunion": GatheringAct(
        "Noter la réunion", operations.hold_meeting, "La réunion est notée.", (), forms.MeetingForm,
        initial=lambda row: {"meeting_on": row.meeting_on or localdate(), "meeting_note": row.meeting_note},
        open_on=is_open,
    ),
    "reponse": GatheringAct(
        "Répondre", operations.decide, "La réponse est enregistrée, la lettre est en cours d'édition.", (),
        forms.DecideForm, initial=today("decided_on"), open_on=lambda row: is_open(row) and bool(row.declared_on),
    ),
    "bilan": GatheringAct(
        "Enregistrer le bilan", operations.record_review, "Le bilan est enregistré.", (), forms.ReviewForm,
        initial=lambda row: {"reviewed_on": row.reviewed_on or localdate(), "review": row.review},
        open_on=lambda row: is_live(row) and row.ends_at < now(),
    ),
    "annuler": GatheringAct(
        "Annuler", operations.cancel, "Le rassemblement est annulé.", (), forms.CancelForm, open_on=is_live,
        intro="Son dispositif de secours est annulé avec lui.",
    ),
}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def gatherings(request):
    actions = [(AWAITED, reverse("civil_protection:gatherings-awaited"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Annoncer un rassemblement", reverse("civil_protection:gathering-new")))
    return list_page(
        request,
        GATHERINGS,
        at=now(),
        intro="Plus de 1 500 personnes à but lucratif : à déclarer entre un an et un mois avant (CSI, art. R211-22).",
        actions=actions,
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def gathering_new(request):
    label, url = home()
    return act_page(
        request,
        forms.GatheringForm(posted(request)),
        operations.save_gathering,
        facts={},
        at=now(),
        done="Le rassemblement est enregistré.",
        then=url,
        title="Annoncer un rassemblement",
        submit="Enregistrer",
        back=(label, url),
        breadcrumb=[home()],
    )


@require_GET
@allow(reads_civil_protection)
def gathering(request, pk):
    on, row = localdate(), queries.known_gathering(pk)
    works = works_in_civil_protection(request.user, on=on)
    due = queries.declaration(row, queries.terms_on(row.declared_on or on))
    timing = due.timing(row.declared_on)
    post = live_post(row)
    missing = queries.missing_opinions(row) if is_open(row) else []
    pieces = [Piece(code).label for code in row.pieces]
    absent = [label for code, label in Piece.choices if code not in row.pieces]
    alerts = [("warning", "Annulé", row.cancelled_why)] if row.cancelled_why else []
    if timing == LATE:
        alerts.append(("warning", "Déclaration hors délai", f"Urgence motivée : {row.urgency}"))
    if missing and row.declared_on:
        alerts.append(("info", "Avis manquants", ", ".join(missing)))
    links = (
        [("Dispositif de secours : " + str(post), reverse("civil_protection:rescue-post", args=[post.pk]))]
        if post
        else []
    )
    if works and post is None and is_live(row):
        new = f"{reverse('civil_protection:rescue-post-new')}?gathering={row.pk}"
        links.append(("Dimensionner le dispositif de secours", new))
    return record_page(
        request,
        title=row.name,
        state=queries.state_of(row),
        intro=f"{row.number}, {row.get_kind_display().lower()}",
        alerts=alerts,
        facts=[
            ("Organisateur", Cell(row.organiser, detail=row.organiser_address)),
            ("Lieu", Cell(row.commune.name, reverse("directorate:commune", args=[row.commune_id]), detail=row.place)),
            ("Début", row.starts_at), ("Fin", row.ends_at), ("Public au même moment", row.peak),
            ("Total attendu, public et personnel", row.total), ("But lucratif", row.is_lucrative),
            ("Déclaration", Cell(TIMINGS[timing], tone=TIMING_TONES.get(timing, "")) if timing else "Sans objet"),
            ("À déclarer", f"du {due.first:%d/%m/%Y} au {due.last:%d/%m/%Y}" if due.first and due.last else ""),
            ("Déclarée le", row.declared_on), ("Dossier de sécurité avant le", due.file_due),
            ("Pièces reçues", ", ".join(pieces)),
            ("Pièces manquantes", ", ".join(absent) if row.declared_on else ""),
            ("Réunion", row.meeting_on), ("Compte rendu", row.meeting_note),
            ("Réponse du", row.decided_on), ("Prescriptions ou motifs", row.requirements),
            ("Bilan", Cell(row.review, detail=f"{row.reviewed_on:%d/%m/%Y}") if row.reviewed_on else ""),
        ],
        papers=paper("Lettre à l'organisateur", row.letter, "gathering-letter", row.pk, "reponse"),
        links=links,
        sheets=[
            Sheet(opinion_table(), list(row.opinions.all())),
            Sheet(step_table("Ce qui est dû, règle par règle"), due.steps),
        ],
        actions=offered(ACTS, row, "gathering-act") if works else [],
        breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def gathering_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_gathering(pk)
    return act_on(request, row, act, name="gathering", page=page_of(row), above=[home()])


@require_GET
@allow(reads_civil_protection)
def gathering_letter(request, pk, which, kind):
    row = queries.known_gathering(pk)
    return letter_response(row.letter if which == "reponse" else None, kind)


@require_GET
@allow(reads_civil_protection)
def gatherings_awaited(request):
    """R10.1: the events of the coming days that lack an opinion."""
    on = localdate()
    days, rows = queries.awaiting_opinions(on)
    return TemplateResponse(
        request,
        "civil_protection/sheets.html",
        {
            "title": f"{AWAITED} à {days} jours",
            "intro": f"Situation au {on:%d/%m/%Y}.",
            "sheets": [(Sheet(awaited_table(), rows), files("gatherings-awaited-file"))],
            "breadcrumb": [home()],
        },
    )


@require_GET
@allow(reads_civil_protection)
def gatherings_awaited_file(request, kind):
    on = localdate()
    days, rows = queries.awaiting_opinions(on)
    return table_file_response(kind, f"{AWAITED} à {days} jours au {on:%d-%m-%Y}", awaited_table(), rows, on)
