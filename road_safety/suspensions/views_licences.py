"""Beside the cases: statistics, list of access, sealed number and device of a case, letters 48 SI."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework.models import Case
from directorate.casework.queries import visible_to
from directorate.documents.record_pages import Act
from directorate.imports.views import table_file
from directorate.legal_calendar.arithmetic import french_long
from directorate.web.access import allow
from directorate.web.charts import Bar, horizontal_bars
from directorate.web.errors import DomainError, NotFound
from directorate.web.exports import FORMATS
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Value
from road_safety.policies import heads_road_safety, reads_road_safety
from road_safety.registers.kit import Alert, Register
from road_safety.registers.views import today
from road_safety.suspensions import access, figures, forms, licences, measures
from road_safety.suspensions.access import note_reading, reads_offences, works_on_offences
from road_safety.suspensions.facts import CODES
from road_safety.suspensions.models import LicenceMeasure, LicenceNumber, OffenceReader
from road_safety.suspensions.rules import Cause
from road_safety.suspensions.statistics import export_rows

State = LicenceMeasure.State
STATISTICS, READERS = "Statistiques des suspensions", "Accès aux données d'infraction"
LABELS = ("Sujet", "Ligne", "Nombre", "Part (%)")
LAST_READINGS = 100


def register() -> tuple[str, str]:
    return "Suspensions de permis", reverse("road_safety:licence-suspensions")


# --- statistics ---------------------------------------------------------------------------------------------------


def asked_year(request, on: date) -> int:
    text = request.GET.get("annee", "")
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= on.year else on.year


@require_GET
@allow(reads_road_safety)
def suspension_statistics(request):
    """No name on this page: it needs no place on the list of access."""
    on = localdate()
    year = asked_year(request, on)
    found = figures.of_year(year)
    codes = [share.label for share in found.causes]
    order = [Cause(code) for label in codes for code in Cause.values if Cause(code).label == label]
    return TemplateResponse(
        request,
        "road_safety/suspensions/statistics.html",
        {
            "title": f"{STATISTICS} {year}",
            "breadcrumb": [register()],
            "year": year,
            "years": range(on.year, on.year - 5, -1),
            "found": found,
            "chart": horizontal_bars([Bar(row.label, row.count) for row in found.causes], title="Causes"),
            "columns": [code.label for code in order],
            "months": [
                (month, [counts.get(code, 0) for code in order], total) for month, counts, total in found.months
            ],
            "files": [
                (each.label, f"{reverse('road_safety:suspension-statistics-file', args=[kind])}?annee={year}")
                for kind, each in FORMATS.items()
            ],
        },
    )


@require_GET
@allow(reads_road_safety)
def suspension_statistics_file(request, kind):
    year = asked_year(request, localdate())
    return table_file(kind, f"{STATISTICS} {year}", LABELS, export_rows(figures.of_year(year)))


# --- the list of access -------------------------------------------------------------------------------------------


@require_GET
@allow(heads_road_safety)
def offence_readers(request):
    return TemplateResponse(
        request,
        "road_safety/suspensions/readers.html",
        {
            "title": READERS,
            "breadcrumb": [register()],
            "rows": OffenceReader.objects.select_related("staff", "granted_by"),
            "is_empty": not access.readers_on(localdate()).exists(),
            "readings": access.readings()[:LAST_READINGS],
        },
    )


def readers_page(request, form, operation, *, facts, done: str, title: str, about: OffenceReader | None = None):
    page = reverse("road_safety:offence-readers")
    return act_page(
        request, form, operation, facts=facts, at=now(), done=done, then=page, about=about, title=title,
        submit="Enregistrer", back=(READERS, page), breadcrumb=[register(), (READERS, page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(heads_road_safety)
def offence_reader_new(request):
    on = localdate()
    form = forms.EnrolForm(posted(request), on=on, initial={"since": on})
    return readers_page(request, form, access.enrol, facts={}, done="L'agent est habilité.",
                        title="Habiliter un agent")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(heads_road_safety)
def offence_reader_end(request, pk):
    row = OffenceReader.objects.select_related("staff").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette habilitation n'existe pas.")
    form = forms.StrikeOffForm(posted(request), initial={"until": localdate()})
    return readers_page(request, form, access.strike_off, facts={"row": row}, done="L'habilitation a pris fin.",
                        title=f"Mettre fin à l'habilitation de {row.staff}", about=row)  # fmt: skip


# --- one case -----------------------------------------------------------------------------------------------------


def known_case(request, reference: str) -> Case:
    rows = visible_to(request.user, localdate()).filter(procedure_code__in=CODES, reference=reference)
    case = rows.select_related("decision", "commune").first()
    if case is None:
        raise NotFound("Cette suspension n'existe pas, ou vous n'y avez pas accès.")
    return case


def follow_page(case: Case) -> tuple[str, str]:
    return f"Suivi du dossier {case.reference}", reverse("road_safety:licence-follow-up", args=[case.reference])


@require_http_methods(FORM_METHODS)
@allow(reads_offences)
def licence_follow_up(request, reference):
    """Posting asks for the sealed number: reading it is written in the journal."""
    at, case = now(), known_case(request, reference)
    works = works_on_offences(request.user, on=localdate(at))
    number = ""
    if request.method == "POST":
        try:
            number = licences.open_number(case=case, by=request.user, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    else:
        note_reading(request.user, case, at)
    return TemplateResponse(
        request,
        "road_safety/suspensions/follow_up.html",
        {
            "title": follow_page(case)[0],
            "breadcrumb": [register(), (case.reference, reverse("directorate:case", args=[case.reference]))],
            "case": case,
            "works": works,
            "sealed": LicenceNumber.objects.filter(case=case).exists(),
            "number": number,
            "earlier": list(licences.earlier_cases(case)[:10]),
            "device": licences.device_state(case, localdate(at)),
            "readings": access.readings(case)[:20],
        },
    )


def case_act(request, case: Case, form, operation, *, done: str, title: str):
    def followed():
        return [*LicenceNumber.objects.filter(case=case), *case.device_checks.all()]

    name, page = follow_page(case)
    return act_page(
        request, form, operation, facts={"case": case}, at=now(), done=done, then=page, about=case, beside=followed,
        title=title, submit="Enregistrer", back=(name, page), breadcrumb=[register(), (name, page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_on_offences)
def licence_number(request, reference):
    case = known_case(request, reference)
    return case_act(request, case, forms.NumberForm(posted(request)), licences.seal_number,
                    done="Le numéro est scellé.", title="Enregistrer le numéro NEPH")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_on_offences)
def device_check(request, reference):
    case = known_case(request, reference)
    form = forms.CheckForm(posted(request), initial={"checked_on": localdate()})
    return case_act(request, case, form, licences.check_device, done="La vérification est enregistrée.",
                    title="Enregistrer la vérification mensuelle")  # fmt: skip


# --- letters 48 SI and medical suspensions ------------------------------------------------------------------------


def measure_facts(row: LicenceMeasure) -> Iterable[tuple[str, Value]]:
    yield "Nature", row.get_kind_display()
    yield "Conducteur", row.driver
    yield "Date de naissance", french_long(date.fromisoformat(row.birth_on)) if row.birth_on else ""
    yield "Numéro NEPH", f"… {row.licence[-4:]}" if row.licence else ""
    yield "Commune", str(row.commune or "")
    yield "Reçue le", row.received_on
    yield "Notifiée le", row.notified_on
    yield "Permis à remettre avant le", row.surrender_by
    yield "Permis remis le", row.surrendered_on
    yield "Réexamen, ou nouveau permis à partir du", row.again_on
    yield "Conclusion du médecin", dict(forms.FITNESS).get(row.conclusion, "") if row.conclusion else ""
    yield "Close le", row.closed_on
    yield "Motif", row.closed_why


def measure_alerts(row: LicenceMeasure, on: date) -> Iterable[Alert]:
    if row.state == State.NOTIFIED and row.surrender_by < on:
        words = f"Le permis devait être remis avant le {french_long(row.surrender_by)} : saisir les forces de l'ordre."
        yield "warning", "Permis non remis", words


MEASURES = Register(
    one="licence-measure",
    path="permis/48si-et-suspensions-medicales/",
    listed=measures.MEASURE_LIST,
    intro="Lettres 48 SI et suspensions pour raison médicale, jusqu'au permis rendu. Chaque consultation est tracée.",
    rows=measures.measures,
    state=measures.state_of,
    facts=measure_facts,
    form=forms.MeasureForm,
    create=licences.receive_measure,
    label="Enregistrer une mesure",
    acts={
        "notifier": Act("Enregistrer la notification", licences.notify_measure, "La mesure est notifiée.",
                        (State.RECEIVED,), forms.NotifyMeasureForm, initial=today("notified_on")),
        "remise": Act("Permis remis", licences.surrender, "La remise est enregistrée.", (State.NOTIFIED,),
                      forms.SurrenderForm, initial=today("surrendered_on")),
        "clore": Act("Clore", licences.close_measure, "La mesure est close.",
                     (State.RECEIVED, State.NOTIFIED, State.SURRENDERED), forms.CloseMeasureForm,
                     initial=today("closed_on")),
    },
    alerts=measure_alerts,
    reads=reads_offences,
    works=works_on_offences,
    note=note_reading,
)  # fmt: skip
