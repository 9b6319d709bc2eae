"""Pages of the information of the public: the home page, the departmental file, IAL orders, campaigns."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.serving import letter_response
from civil_protection.public_information import operations, queries
from civil_protection.public_information.forms import (
    PREFIX,
    BuyerOrderForm,
    CampaignForm,
    CampaignReportForm,
    DepartmentalFileForm,
    ListForm,
    RisksForm,
    SignListForm,
)
from civil_protection.public_information.lists import BUYER_ORDER_LIST, CAMPAIGN_LIST, RISK_LIST
from civil_protection.public_information.models import Campaign, RiskList
from civil_protection.public_information.terms import STATEMENT_MONTHS
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted, uploaded

HOME = "Information préventive"
MATRIX = "Matrice des risques"
ORDERS = "Information des acquéreurs et locataires"
CAMPAIGNS = "Campagnes d'information"


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:public-information")


@require_GET
@allow(reads_civil_protection)
def public_information(request):
    """R9.1 and R9.5: the age of the departmental file, and the communes without an order."""
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/information/home.html",
        {
            "title": HOME,
            "on": on,
            "files": [(row, row.revision_due_on < on) for row in queries.departmental_files()],
            "lists": [(row, queries.place_of_list(row)) for row in queries.risk_lists()],
            "dicrim": queries.ages_of_dicrim(on),
            "without_order": queries.without_buyer_order(),
            "concerned": len(queries.concerned()),
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def departmental_file_new(request):
    name, page = home()
    return act_page(
        request,
        DepartmentalFileForm(posted(request), uploaded(request)),
        operations.record_file,
        facts={},
        at=now(),
        done="La version du dossier départemental est enregistrée.",
        then=page,
        title="Enregistrer une version du DDRM",
        submit="Enregistrer la version",
        back=(name, page),
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def risk_list_new(request):
    name, page = home()
    return act_page(
        request,
        ListForm(posted(request), initial={"year": localdate().year}),
        operations.draw_up_list,
        facts={},
        at=now(),
        done="La liste est établie d'après la matrice, avec le projet de son arrêté.",
        then=page,
        title="Établir la liste annuelle des communes à risques",
        intro="Mise à jour chaque année et publiée au recueil des actes administratifs (C. env., art. R125-11).",
        submit="Établir la liste",
        back=(name, page),
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def risk_list_sign(request, year):
    name, page = home()
    row = get_object_or_404(RiskList, year=year)
    return act_page(
        request,
        SignListForm(posted(request), initial={"signed_on": localdate()}),
        operations.sign_list,
        facts={"risk_list": row},
        at=now(),
        done="L'arrêté est enregistré et inscrit au recueil : la liste ne change plus.",
        then=page,
        title=f"Arrêté, {str(row).lower()}",
        submit="Enregistrer l'arrêté",
        back=(name, page),
    )


@require_GET
@allow(reads_civil_protection)
def risk_list_file(request, year, kind):
    return letter_response(get_object_or_404(queries.risk_lists(), year=year).order, kind)


# --- the matrix -----------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def commune_risks(request):
    return list_page(
        request,
        RISK_LIST,
        at=now(),
        intro="La matrice du dossier départemental sur les risques majeurs, ligne à ligne, avec ses sources.",
        actions=[(MATRIX, reverse("civil_protection:risk-matrix"))],
    )


@require_GET
@allow(reads_civil_protection)
def risk_matrix(request):
    columns, lines = queries.matrix()
    return TemplateResponse(
        request,
        "civil_protection/information/matrix.html",
        {
            "title": MATRIX,
            "breadcrumb": [home()],
            "columns": columns,
            "lines": lines,
            "works": works_in_civil_protection(request.user),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def risks_of_commune(request, insee):
    commune = get_object_or_404(Commune.objects.defer("contour"), pk=insee)
    degrees = queries.risks().filter(commune=commune).values_list("risk", "degree")
    page = reverse("civil_protection:risk-matrix")
    return act_page(
        request,
        RisksForm(
            posted(request),
            initial={"checked_on": localdate(), **{f"{PREFIX}{code}": value for code, value in degrees}},
        ),
        operations.record_risks,
        facts={"commune": commune},
        at=now(),
        done=f"Les risques de {commune.name} sont enregistrés.",
        then=page,
        title=f"Risques de {commune.name}",
        intro="La source et la date valent pour ce qui change.",
        submit="Enregistrer les risques",
        back=(MATRIX, page),
        breadcrumb=[home(), (MATRIX, page)],
    )


# --- orders on the information of buyers ------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def buyer_orders(request):
    months = parameter(STATEMENT_MONTHS, localdate())
    actions = []
    if works_in_civil_protection(request.user):
        actions = [("Enregistrer un arrêté", reverse("civil_protection:buyer-order-new"))]
    return list_page(
        request,
        BUYER_ORDER_LIST,
        at=now(),
        intro=f"L'état des risques, de moins de {months} mois, est remis à la première visite (C. env., art. L125-5).",
        actions=actions,
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def buyer_order_new(request):
    page = reverse("civil_protection:buyer-orders")
    return act_page(
        request,
        BuyerOrderForm(posted(request), uploaded(request)),
        operations.record_buyer_order,
        facts={},
        at=now(),
        done="L'arrêté est enregistré.",
        then=page,
        title="Enregistrer un arrêté IAL",
        submit="Enregistrer l'arrêté",
        back=(ORDERS, page),
        breadcrumb=[home(), (ORDERS, page)],
    )


@require_GET
@allow(reads_civil_protection)
def buyer_order(request, pk):
    row = get_object_or_404(queries.buyer_orders(), pk=pk)
    return TemplateResponse(
        request,
        "civil_protection/information/order.html",
        {
            "title": f"{row}, {row.commune.name}",
            "breadcrumb": [home(), (ORDERS, reverse("civil_protection:buyer-orders"))],
            "row": row,
            "risks": queries.words_of_risks(row.risks),
            "former": queries.buyer_orders().filter(commune=row.commune_id).exclude(pk=row.pk),
        },
    )


# --- campaigns ------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def campaigns(request):
    actions = []
    if works_in_civil_protection(request.user):
        actions = [("Enregistrer une campagne", reverse("civil_protection:campaign-new"))]
    return list_page(request, CAMPAIGN_LIST, at=now(), actions=actions)


def known_campaign(pk: int) -> Campaign:
    return get_object_or_404(queries.campaigns(), pk=pk)


@require_GET
@allow(reads_civil_protection)
def campaign(request, pk):
    """R9.4: what it was for, and what it gave."""
    row = known_campaign(pk)
    return TemplateResponse(
        request,
        "civil_protection/information/campaign.html",
        {
            "title": row.name,
            "breadcrumb": [home(), (CAMPAIGNS, reverse("civil_protection:campaigns"))],
            "row": row,
            "works": works_in_civil_protection(request.user),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def campaign_edit(request, pk=None):
    row = known_campaign(pk) if pk else None
    page = reverse("civil_protection:campaign", args=[pk]) if pk else reverse("civil_protection:campaigns")
    names = ("theme", "name", "starts_on", "ends_on", "audience", "media", "cost")
    initial = {name: getattr(row, name) for name in names} | {"communes": row.communes.all()} if row else {}
    return act_page(
        request,
        CampaignForm(posted(request), initial=initial),
        operations.record_campaign,
        facts={"campaign": row},
        at=now(),
        done="La campagne est enregistrée.",
        then=page,
        title=row.name if row else "Enregistrer une campagne",
        submit="Enregistrer la campagne",
        back=(row.name if row else CAMPAIGNS, page),
        breadcrumb=[home(), (CAMPAIGNS, reverse("civil_protection:campaigns"))],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def campaign_report(request, pk):
    row = known_campaign(pk)
    page = reverse("civil_protection:campaign", args=[pk])
    names = ("participants", "indicators")
    return act_page(
        request,
        CampaignReportForm(
            posted(request), initial={"reported_on": localdate(), **{name: getattr(row, name) for name in names}}
        ),
        operations.report_campaign,
        facts={"campaign": row},
        at=now(),
        done="Le bilan est enregistré.",
        then=page,
        title=f"Bilan, {row.name}",
        submit="Enregistrer le bilan",
        back=(row.name, page),
        breadcrumb=[home(), (CAMPAIGNS, reverse("civil_protection:campaigns"))],
    )
