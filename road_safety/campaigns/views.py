"""Pages of communication: the plan of the year with its markers, the campaigns, their files, the labels."""

from django import forms as django_forms
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, Sheet, act_on, offered, record_page
from directorate.documents.serving import file_response
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted, uploaded
from directorate.web.tables import Cell
from road_safety.campaigns import forms, operations, queries, tables
from road_safety.campaigns.lists import CAMPAIGNS, LABELS
from road_safety.campaigns.models import Campaign, LabelAward
from road_safety.campaigns.policies import validates_campaigns
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.strategy.forms import ReasonForm

State = Campaign.State
ALIVE = tuple(queries.LIVE)
CAMPAIGN_FIELDS = tuple(forms.CampaignForm.base_fields)
LABEL_FIELDS = tuple(forms.LabelForm.base_fields)


class FileAct(Act):
    """An act whose form takes a file."""

    def bound(self, request, row):
        return self.form(posted(request), uploaded(request))


ACTS = {
    "soumettre": Act("Soumettre au cabinet", operations.submit, "La campagne attend le cabinet.", (State.DRAFT,)),
    "publier": Act("Noter la publication", operations.publish, "La campagne est publiée.", (State.VALIDATED,),
                   forms.PublishForm, initial=lambda row: {"published_on": localdate()}),
    "portee": Act("Noter la portée", operations.count_reach, "La portée est notée.", (State.PUBLISHED,),
                  forms.ReachForm, initial=lambda row: {"reach": row.reach}),
    "modifier": Act("Modifier", operations.save_campaign, "La campagne est modifiée.",
                    (State.DRAFT, State.TO_VALIDATE), forms.CampaignForm,
                    initial=lambda row: {name: getattr(row, name) for name in CAMPAIGN_FIELDS}),
    "partenaire": Act("Ajouter un partenaire", operations.add_partner, "Le partenaire est noté.", ALIVE,
                      forms.PartnerForm),
    "fichier": FileAct("Ajouter un fichier", operations.add_file, "Le fichier est ajouté.", ALIVE, forms.FileForm),
    "abandonner": Act("Abandonner", operations.abandon, "La campagne est abandonnée.",
                      (State.DRAFT, State.TO_VALIDATE, State.VALIDATED), ReasonForm),
}  # fmt: skip
CABINET_ACTS = {
    "valider": Act("Valider", operations.validate, "La campagne est validée.", (State.TO_VALIDATE,)),
    "renvoyer": Act("Renvoyer au bureau", operations.send_back, "La campagne est renvoyée.", (State.TO_VALIDATE,),
                    ReasonForm),
}  # fmt: skip
LABEL_ACTS = {
    "modifier": (forms.LabelForm, operations.save_label, "Modifier"),
    "fin": (forms.EndForm, operations.end_label, "Noter la fin"),
}


def home() -> tuple[str, str]:
    return "Campagnes", reverse("road_safety:road-campaigns")


def labels_home() -> tuple[str, str]:
    return "Labels et chartes", reverse("road_safety:road-labels")


@require_GET
@allow(reads_road_safety)
def campaigns(request):
    actions = [("Plan de communication", reverse("road_safety:communication-plan", args=[localdate().year]))]
    if works_in_road_safety(request.user):
        actions.insert(0, ("Préparer une campagne", reverse("road_safety:campaign-new")))
    return list_page(request, CAMPAIGNS, at=now(), actions=actions,
                     intro="Le bureau prépare, le cabinet valide, puis la campagne se publie.")  # fmt: skip


def known_year(year: int) -> int:
    if not 2000 <= year <= localdate().year + 2:
        raise NotFound("Cette année n'est pas celle d'un plan de communication.")
    return year


@require_GET
@allow(reads_road_safety)
def communication_plan(request, year):
    """The year at a glance: what is planned, and the markers that nobody has taken."""
    year, on = known_year(year), localdate()
    rows = list(queries.campaigns().filter(year=year).order_by("starts_on", "pk"))
    return TemplateResponse(
        request,
        "road_safety/campaigns/plan.html",
        {
            "title": f"Plan de communication {year}",
            "breadcrumb": [home()],
            "year": year,
            "rows": [(row, queries.TONES[row.state]) for row in rows],
            "proposed": queries.proposed(year),
            "sums": queries.sums_of(year),
            "works": works_in_road_safety(request.user, on=on),
            "waiting": [row for row in rows if row.state == State.TO_VALIDATE],
            "validates": validates_campaigns(request.user, on=on),
            "others": [one for one in (year - 1, year + 1) if 2000 <= one <= on.year + 2],
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@allow(works_in_road_safety)
def marker_take(request, year, code):
    page = reverse("road_safety:communication-plan", args=[known_year(year)])
    return act_page(
        request, django_forms.Form(posted(request)), operations.take_marker, facts={"code": code, "year": year},
        at=now(), done="Le repère est au plan : la campagne se prépare.", then=page,
        title=f"Reprendre un repère au plan {year}", intro="Une campagne en préparation est créée à ses dates.",
        submit="Reprendre au plan", back=(f"Plan de communication {year}", page), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def campaign_new(request):
    name, page = home()
    return act_page(
        request, forms.CampaignForm(posted(request)), operations.save_campaign, facts={}, at=now(),
        done="La campagne est en préparation.", then=page, title="Préparer une campagne", submit="Enregistrer",
        back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def campaign(request, pk):
    row, on = queries.known_campaign(pk), localdate()
    actions = offered(CABINET_ACTS, row, "road_safety:campaign-decide") if validates_campaigns(request.user) else []
    if works_in_road_safety(request.user, on=on):
        actions += offered(ACTS, row, "road_safety:campaign-act")
    control = row.control
    return record_page(
        request,
        title=row.title,
        state=tables.campaign_state(row),
        intro=row.get_kind_display(),
        alerts=[("warning", "Renvoyée par le cabinet", row.reason)] if row.reason and row.state == State.DRAFT else [],
        facts=[
            ("Période", f"du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}"),
            ("Enjeu", row.get_theme_display()), ("Canaux", tables.channels_of(row)),
            ("Budget (€)", row.budget), ("Message", row.message),
            ("Opération de contrôle", Cell(str(control),
                                           reverse("road_safety:control-operation", args=[control.pk]))
             if control else ""),
            ("Validée", Cell(f"{row.validated_on:%d/%m/%Y}", detail=str(row.validated_by)) if row.validated_on else ""),
            ("Publiée le", row.published_on), ("Personnes touchées", row.reach),
            ("Motif de l'abandon", row.reason if row.state == State.CANCELLED else ""),
        ],
        sheets=[
            Sheet(tables.partner_table(), list(row.partners.all())),
            Sheet(tables.file_table(), list(row.files.select_related("stored"))),
            Sheet(tables.move_table(), list(row.moves.select_related("by"))),
        ],
        actions=actions,
        breadcrumb=[home()],
    )  # fmt: skip


def campaign_done(request, pk, acts, verb):
    act = acts.get(verb)
    if act is None:
        raise Http404
    row = queries.known_campaign(pk)
    return act_on(request, row, act, name="campaign", page=tables.campaign_url(row), above=[home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def campaign_act(request, pk, verb):
    return campaign_done(request, pk, ACTS, verb)


@require_http_methods(FORM_METHODS)
@allow(validates_campaigns)
def campaign_decide(request, pk, verb):
    return campaign_done(request, pk, CABINET_ACTS, verb)


@require_GET
@allow(reads_road_safety)
def campaign_file(request, pk):
    return file_response(queries.known_file(pk).stored)


# --- labels -------------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_road_safety)
def labels(request):
    new = [("Enregistrer un label", reverse("road_safety:label-new"))]
    return list_page(request, LABELS, at=now(), actions=new if works_in_road_safety(request.user) else [],
                     intro="Ville prudente, employeurs engagés, chartes : titulaire, niveau, fin.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def label_new(request):
    name, page = labels_home()
    return act_page(
        request, forms.LabelForm(posted(request)), operations.save_label, facts={}, at=now(),
        done="Le label est enregistré.", then=page, title="Enregistrer un label", submit="Enregistrer",
        back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def label(request, pk):
    row = queries.known_label(pk)
    verbs = LABEL_ACTS if row.ended_on is None else {"modifier": LABEL_ACTS["modifier"]}
    return record_page(
        request,
        title=str(row),
        state=tables.label_state(row),
        intro=row.get_holder_kind_display(),
        facts=[
            ("Titulaire", row.holder),
            ("Commune", Cell(row.commune.name, reverse("directorate:commune", args=[row.commune_id]))
             if row.commune else ""),
            ("Niveau", row.level), ("Attribué le", row.awarded_on), ("Valable jusqu'au", row.expires_on),
            ("Terminé le", row.ended_on), ("Jury", row.jury), ("Suivi", row.follow_up),
        ],
        actions=[(title, reverse("road_safety:label-act", args=[row.pk, verb]))
                 for verb, (_, _, title) in verbs.items()] if works_in_road_safety(request.user) else [],
        breadcrumb=[labels_home()],
    )  # fmt: skip


def label_initial(row: LabelAward, verb: str) -> dict:
    if verb == "modifier":
        return {name: getattr(row, name) for name in LABEL_FIELDS}
    return {"ended_on": localdate()}


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def label_act(request, pk, verb):
    if verb not in LABEL_ACTS:
        raise Http404
    row = queries.known_label(pk)
    form, operation, title = LABEL_ACTS[verb]
    page = tables.label_url(row)
    return act_page(
        request, form(posted(request), initial=label_initial(row, verb)), operation, facts={"award": row}, at=now(),
        about=row, done="Le label est à jour.", then=page, title=f"{title} : {row}", submit=title,
        back=(str(row), page), breadcrumb=[labels_home(), (str(row), page)],
    )  # fmt: skip
