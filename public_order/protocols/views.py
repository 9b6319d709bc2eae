"""Pages of the protocols: the register, one protocol with its parties, its terms and its committees."""

from io import BytesIO

from django.http import FileResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.commissions.models import CommissionSession
from directorate.documents.files import file_name
from directorate.documents.record_pages import Act, Sheet, act_on, offered, record_page
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell, Column, Table
from public_order.councils.sitting_forms import PlanForm as CommitteePlanForm
from public_order.councils.sitting_tables import sitting_url
from public_order.policies import reads_public_order, works_in_public_order
from public_order.protocols import forms, operations, queries, rules
from public_order.protocols.lists import PROTOCOL_LIST
from public_order.protocols.models import Protocol, ProtocolParty
from public_order.protocols.papers import paper_of
from public_order.protocols.tables import protocol_url

State = Protocol.State
ACTS = {
    "signer": Act(
        "Enregistrer la signature", operations.sign, "Le protocole est en vigueur.",
        (State.NEGOTIATION, State.TO_SIGN), forms.SignForm,
        intro="Chaque signataire a un mandat ou une délégation qui court ce jour-là (PRO-04).",
    ),
    "comite": Act("Enregistrer un comité", operations.record_committee, "Le comité est enregistré.",
                  (State.IN_FORCE,), forms.CommitteeForm),
    "prevoir-un-comite": Act(
        "Prévoir un comité", operations.plan_committee, "Le comité est prévu, ses membres sont les signataires.",
        (State.IN_FORCE,), CommitteePlanForm, open_on=lambda row: row.committee_months is not None,
        intro="La séance a son ordre du jour, ses présences, son relevé et ses actions dans le moteur des commissions.",
    ),
    "renouveler": Act("Renouveler par un acte", operations.renew, "Un nouveau terme est ouvert.", (State.IN_FORCE,),
                      forms.RenewForm, open_on=lambda row: row.renewal == Protocol.Renewal.EXPRESS),
    "denoncer": Act(
        "Enregistrer une dénonciation", operations.denounce, "La dénonciation est enregistrée.", (State.IN_FORCE,),
        forms.DenounceForm,
        intro="Avec son préavis, elle arrête la reconduction ; tardive, un terme court encore (PRO-02).",
    ),
}  # fmt: skip


def home() -> tuple[str, str]:
    return PROTOCOL_LIST.title, reverse("public_order:protocols")


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


@require_GET
@allow(reads_public_order)
def protocols(request):
    new = [("Préparer un protocole", reverse("public_order:protocol-new"))] if works(request) else []
    board = [("Obligations de prévention", reverse("public_order:prevention-board"))]
    return list_page(request, PROTOCOL_LIST, at=now(), actions=[*new, *board])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def protocol_new(request):
    name, page = home()
    return act_page(
        request, forms.ProtocolForm(posted(request)), operations.record_protocol, facts={}, at=now(),
        done="Le protocole est préparé : ajouter ses parties.", then=page, title="Préparer un protocole",
        submit="Préparer le protocole", back=(name, page),
    )  # fmt: skip


def sheets_of(row: Protocol, works_here: bool) -> list[Sheet]:
    def correction(party: ProtocolParty) -> Cell | str:
        open_here = works_here and row.state != State.DENOUNCED
        return Cell("Corriger", reverse("public_order:protocol-party-correct", args=[party.pk])) if open_here else ""

    parties = Table(
        caption="Parties et engagements", empty="Aucune partie.",
        columns=(
            Column("name", "Partie", lambda one: Cell(
                one.name, reverse("public_order:protocol-commitment", args=[one.pk]) if works_here else "")),
            Column("signatory", "Signataire", lambda one: Cell(one.signatory, detail=one.quality)),
            Column("mandate", "Mandat", lambda one: one.mandate or Cell("À produire (PRO-04)", tone="warning")),
            Column("until", "Jusqu'au", lambda one: one.mandate_to),
            Column("commitments", "Engagements", lambda one: " ; ".join(each.text for each in one.commitments.all())),
            Column("correct", "Correction", correction),
        ),
    )  # fmt: skip
    former = Table(
        caption="Versions précédentes des parties",
        columns=(
            Column("name", "Partie", lambda one: one.name),
            Column("signatory", "Signataire", lambda one: Cell(one.signatory, detail=one.quality)),
            Column("mandate", "Mandat", lambda one: one.mandate),
            Column("until", "Jusqu'au", lambda one: one.mandate_to),
            Column("reason", "Motif de la correction", lambda one: one.reason),
            Column("at", "Remplacée le", lambda one: localtime(one.replaced_at).date()),
            Column("by", "Par", lambda one: str(one.replaced_by)),
        ),
    )  # fmt: skip
    versions = [version for party in row.parties.all() for version in party.versions.all()]
    terms = Table(
        caption="Termes et reconductions", empty="Le protocole n'est pas signé.",
        columns=(
            Column("number", "Terme", lambda one: one.number),
            Column("from", "Du", lambda one: one.starts_on),
            Column("to", "Au", lambda one: one.ends_on),
            Column("origin", "Origine", lambda one: one.get_origin_display()),
            Column("reference", "Acte", lambda one: one.reference),
        ),
    )  # fmt: skip
    committees = Table(
        caption="Comités techniques", empty="Aucun comité n'est tenu.",
        columns=(
            Column("on", "Tenu le", lambda one: Cell(f"{one.held_on:%d/%m/%Y}", sitting_url(one.session))
                   if one.session else one.held_on),
            Column("summary", "Relevé", lambda one: one.summary),
        ),
    )  # fmt: skip
    return [
        Sheet(parties, list(row.parties.all())), Sheet(terms, list(row.terms.all())),
        Sheet(committees, list(row.committees.all())), *([Sheet(former, versions)] if versions else []),
    ]  # fmt: skip


@require_GET
@allow(reads_public_order)
def protocol(request, pk):
    row, on = queries.known_protocol(pk), localdate()
    steps = queries.steps_on(on)
    code, alert, due = queries.status_of(row, on, steps), queries.alert_of(row, on, steps), queries.committee_due(row)
    late, runs = rules.committee_days_late(due, on), works(request)
    acts = offered(ACTS, row, "public_order:protocol-act") if runs else []
    if code in (rules.TO_RENEW, rules.EXPIRED):
        # What waits comes first.
        acts.sort(key=lambda one: one[0] != ACTS["renouveler"].label)
    if runs and row.signed_on is None:
        acts.append(("Ajouter une partie", reverse("public_order:protocol-party", args=[pk])))
    limit = rules.denunciation_limit(row.ends_on, row.notice_months) if row.ends_on else None
    return record_page(
        request, title=row.title, state=Cell(rules.STATUS[code], tone=rules.TONES[code]),
        intro=f"{row.number}, {row.get_kind_display()}",
        facts=[
            ("Commune", row.commune.name if row.commune else ""),
            ("Durée", f"{row.term_months} mois, reconduction {row.get_renewal_display().lower()}"),
            ("Signé le", row.signed_on),
            ("Prend effet le", row.starts_on),
            ("Fin du terme", row.ends_on),
            ("Alerte", f"Moins de {alert.months} mois, depuis le {alert.since:%d/%m/%Y} (PRO-01)" if alert else ""),
            ("Dénonciation au plus tard", limit if row.renewal == Protocol.Renewal.TACIT else ""),
            ("Comité attendu", due),
            ("Retard du comité", f"{late} jours (PRO-03)" if late else ""),
            ("Prochain comité", row.next_committee_on),
            ("Évaluation pour le", row.evaluation_due),
            ("Dénoncé", f"Le {row.denounced_on:%d/%m/%Y} par {row.denounced_by}" if row.denounced_on else ""),
        ],
        sheets=sheets_of(row, runs), actions=acts, breadcrumb=[home()],
        links=[("Fiche du protocole (PDF)", reverse("public_order:protocol-paper", args=[pk])),
               *((f"Comité du {localtime(one.starts_at):%d/%m/%Y}", sitting_url(one)) for one in coming_of(row))],
    )  # fmt: skip


def coming_of(row: Protocol) -> list[CommissionSession]:
    return list(CommissionSession.objects.filter(commission=row.commission_id, state="planned").order_by("starts_at"))


@require_GET
@allow(reads_public_order)
def protocol_paper(request, pk):
    title, content = paper_of(queries.known_protocol(pk), localdate())
    return FileResponse(BytesIO(content), filename=file_name(title, "pdf"), content_type="application/pdf")


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def protocol_act(request, pk, verb):
    row = queries.known_protocol(pk)
    if verb not in ACTS:
        raise NotFound("Cet acte n'existe pas.")
    return act_on(request, row, ACTS[verb], name="protocol", page=protocol_url(row), above=[home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def protocol_party(request, pk):
    row = queries.known_protocol(pk)
    page = protocol_url(row)
    return act_page(
        request, forms.PartyForm(posted(request)), operations.add_party, facts={"protocol": row}, at=now(),
        done="La partie est ajoutée.", then=page, title=f"Ajouter une partie : {row}", submit="Ajouter la partie",
        back=(str(row), page), breadcrumb=[home(), (str(row), page)],
    )  # fmt: skip


def known_party(pk: int) -> ProtocolParty:
    party = ProtocolParty.objects.select_related("protocol").filter(pk=pk).first()
    if party is None:
        raise NotFound("Cette partie n'existe pas.")
    return party


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def protocol_party_correct(request, pk):
    party = known_party(pk)
    page = protocol_url(party.protocol)
    names = ("name", "signatory", "quality", "mandate", "mandate_from", "mandate_to")
    form = forms.CorrectionForm(posted(request), initial={name: getattr(party, name) for name in names})
    return act_page(
        request, form, operations.correct_party, facts={"party": party}, at=now(), about=party, then=page,
        done="La partie est corrigée ; l'ancienne version reste lisible.", title=f"Corriger une partie : {party.name}",
        submit="Enregistrer la correction", back=(str(party.protocol), page),
        breadcrumb=[home(), (str(party.protocol), page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def protocol_commitment(request, pk):
    party = known_party(pk)
    page = protocol_url(party.protocol)
    return act_page(
        request, forms.CommitmentForm(posted(request)), operations.commit, facts={"party": party}, at=now(),
        done="L'engagement est enregistré.", then=page, title=f"Engagement : {party.name}",
        submit="Enregistrer l'engagement", back=(str(party.protocol), page),
        breadcrumb=[home(), (str(party.protocol), page)],
    )  # fmt: skip
