"""Pages of words: help, accessibility, legal notice, personal data, gallery of components."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.web.access import open_to_everyone, open_to_signed_in
from directorate.web.deadline_words import deadline_words
from directorate.web.tables import Cell, Column, Table, body_html, headings


def page_of_words(template: str, title: str):
    def view(request):
        return TemplateResponse(request, template, {"title": title, "contact": settings.DEFAULT_FROM_EMAIL})

    return view


accessibility = require_GET(
    open_to_everyone("obligation légale")(page_of_words("web/accessibility.html", "Déclaration d'accessibilité"))
)
legal_notice = require_GET(
    open_to_everyone("obligation légale")(page_of_words("web/legal_notice.html", "Mentions légales"))
)
personal_data = require_GET(
    open_to_everyone("obligation légale")(page_of_words("web/personal_data.html", "Données personnelles"))
)


@require_GET
@open_to_signed_in
def help_page(request):
    on = localdate()
    deadlines = [
        (on - timedelta(days=3), False, "La date est passée. Si le silence vaut décision, elle est déjà née."),
        (on, False, "La journée est la dernière pour agir, jusqu'à minuit."),
        (on + timedelta(days=4), False, "Une semaine ou moins : à traiter maintenant."),
        (on + timedelta(days=40), False, "Plus d'une semaine."),
        (on + timedelta(days=12), True, "Des pièces manquent : le délai ne court plus jusqu'à leur réception."),
        (None, False, "Aucun texte n'impose de délai à cette étape."),
    ]
    return TemplateResponse(
        request,
        "web/help.html",
        {
            "title": "Aide",
            "deadlines": [(*deadline_words(due, on, stopped), sentence) for due, stopped, sentence in deadlines],
        },
    )


# --- gallery ------------------------------------------------------------------------------------------------


class GalleryForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nom ou raison sociale", help_text="Tel qu'il figure sur l'extrait Kbis.")
    day = forms.DateField(label="Reçu le", widget=forms.DateInput)
    kind = forms.ChoiceField(label="Qualité", choices=[("", "Choisir"), ("a", "Commerçant"), ("b", "Commune")])
    note = forms.CharField(label="Observations", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    channel = forms.ChoiceField(
        label="Canal",
        choices=[("counter", "Guichet"), ("post", "Courrier"), ("online", "Démarche en ligne")],
        widget=forms.RadioSelect,
    )
    places = forms.MultipleChoiceField(
        label="Lieux filmés",
        choices=[("in", "Intérieur ouvert au public"), ("out", "Voie publique"), ("stock", "Réserve")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Plusieurs réponses possibles.",
    )
    file = forms.FileField(label="Plan de masse", help_text="PDF, 50 Mo au plus.", required=False)
    agreed = forms.BooleanField(label="Le demandeur certifie l'exactitude de sa déclaration")


GALLERY_TABLE = Table(
    columns=(
        Column("reference", "Référence", lambda row: Cell(row[0], url="#tableau", detail=row[1]), sort="reference"),
        Column("applicant", "Demandeur", lambda row: row[2], sort="applicant"),
        Column("commune", "Commune", lambda row: row[3]),
        Column("cameras", "Caméras", lambda row: row[4], numeric=True, sort="cameras"),
        Column("state", "État", lambda row: Cell(*row[5])),
        Column("deadline", "Échéance", lambda row: row[6], sort="deadline"),
    ),
    caption="Exemple de liste",
    header="reference",
)


def gallery_rows(on: date) -> list[tuple]:
    def deadline(days: int, stopped: bool = False) -> Cell:
        text, tone = deadline_words(on + timedelta(days=days), on, stopped)
        return Cell(text, tone=tone, detail=f"{on + timedelta(days=days):%d/%m/%Y}")

    return [
        (
            "VP-2026-00012",
            "Vidéoprotection",
            "Boulangerie Dupain",
            "Créteil",
            4,
            ("Complet", "", "success"),
            deadline(-3),
        ),
        (
            "VP-2026-00015",
            "Vidéoprotection",
            "Société <b>Exemple</b>",
            "Ivry-sur-Seine",
            16,
            ("À compléter", "", "warning"),
            deadline(12, True),
        ),
        (
            "FA-2026-00003",
            "Fermeture administrative",
            "Bar du Marché",
            "Vitry-sur-Seine",
            0,
            ("Reçu", "", "info"),
            deadline(1),
        ),
        ("VP-2026-00019", "Vidéoprotection", "Pharmacie Martin", "Orly", 1_250, ("Refusé", "", "error"), deadline(40)),
    ]


@require_GET
@open_to_signed_in
def gallery(request):
    """Every component of the interface, in its states: a component exists when it is here."""
    on = localdate()
    refused = GalleryForm({"name": "", "day": "2026-13-01", "channel": "fax"}, auto_id="refused_%s", prefix="refused")
    return TemplateResponse(
        request,
        "web/gallery.html",
        {
            "title": "Galerie des composants",
            "at": now(),
            "on": on,
            "form": GalleryForm(),
            "refused": refused,
            "deadlines": [
                (on - timedelta(days=3), False),
                (on, False),
                (on + timedelta(days=1), False),
                (on + timedelta(days=4), False),
                (on + timedelta(days=40), False),
                (on + timedelta(days=12), True),
                (None, False),
            ],
            "tones": [
                ("", "Brouillon"),
                ("info", "En cours"),
                ("paused", "Suspendu"),
                ("success", "Complet"),
                ("warning", "À compléter"),
                ("error", "Refusé"),
                ("new", "Nouveau"),
            ],
            "figures": [
                {"label": "dossiers en cours", "value": "248", "detail": "12 de plus qu'en octobre"},
                {"label": "échéances dépassées", "value": "3", "tone": "error", "url": "#chiffres"},
                {"label": "à décider cette semaine", "value": "17", "tone": "warning", "url": "#chiffres"},
                {"label": "délai médian", "value": "42", "unit": "jours", "tone": "success"},
            ],
            "steps": [
                {"label": "Reçu", "state": "done", "when": on - timedelta(days=40)},
                {"label": "Complet", "state": "done", "when": on - timedelta(days=31)},
                {"label": "Avis de la commission", "state": "current", "when": "attendu"},
                {"label": "Décision", "state": "todo", "when": ""},
                {"label": "Notification", "state": "todo", "when": ""},
            ],
            "tabs": [
                ("Demande", "#onglets", None, True),
                ("Pièces", "#onglets", 6, False),
                ("Avis", "#onglets", 1, False),
                ("Courriers", "#onglets", 0, False),
                ("Décision", "#onglets", None, False),
                ("Historique", "#onglets", None, False),
            ],
            "alerts": [
                {"message": "La commission départementale n'a pas rendu son avis.", "article": "CSI, art. L. 252-1"},
                {"message": "La décision de refus n'est pas motivée.", "article": "CRPA, art. L. 211-2"},
            ],
            "table": GALLERY_TABLE,
            "headings": headings(GALLERY_TABLE, request.GET, "-deadline"),
            "header_first": True,
            "body": body_html(GALLERY_TABLE, gallery_rows(on)),
            "breadcrumb": [],
        },
    )
