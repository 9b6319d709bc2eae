"""Pages of the volunteers: the list, a volunteer, the order that names, the trainings, the board and the figures."""

from functools import partial
from io import BytesIO

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, Sheet, record_page
from directorate.documents.record_pages import offered as offered_acts
from directorate.documents.serving import letter_response
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.charts import Bar, columns, horizontal_bars
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded
from directorate.web.tables import Cell, Column, Table
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.strategy.catalogue import Audience
from road_safety.volunteers import forms, papers, queries, terms
from road_safety.volunteers import people_operations as operations
from road_safety.volunteers import training_operations as trainings_operations
from road_safety.volunteers.catalogue import Module
from road_safety.volunteers.lists import CLAIM_LIST, MISSION_LIST, TRAINING_LIST, VOLUNTEER_LIST
from road_safety.volunteers.models import Appointment, Availability, Training, Volunteer
from road_safety.volunteers.month import weeks_of
from road_safety.volunteers.policies import opens_sealed
from road_safety.volunteers.tables import (
    THEME_WORDS,
    mission_url,
    step_table,
    training_state,
    training_url,
    volunteer_state,
    volunteer_url,
)

State = Volunteer.State
FACTS = tuple(forms.VolunteerForm.base_fields)
YEARS = range(2000, 2101)
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def today(field: str):
    return lambda row: {field: localdate()}


ACTS = {
    "entretien": Act("Enregistrer l'entretien", operations.interview, "L'entretien est enregistré.", (State.CANDIDATE,),
                     forms.InterviewForm, initial=today("interviewed_on")),
    "formation": Act("Retenir pour la formation", operations.begin_training, "La candidature est retenue.",
                     (State.INTERVIEWED,)),
    "engagement": Act("Enregistrer l'engagement signé", operations.sign_engagement, "L'engagement est enregistré.",
                      queries.HERE, forms.EngagementForm, initial=today("engagement_signed_on"),
                      open_on=lambda row: queries.to_engage(row, localdate()).exists()),
    "page": Act("Envoyer le lien de sa page", operations.send_page, "Le lien part par courriel.", queries.HERE,
                intro="Un lien envoyé auparavant ne s'ouvrira plus."),
    "honorabilite": Act("Noter le contrôle d'honorabilité", operations.check_honour, "Le contrôle est noté.",
                        (*queries.WAITING, *queries.HERE), forms.HonourForm),
    "employeur": Act("Noter l'accord de l'employeur", operations.record_agreement, "L'accord est noté.",
                     (*queries.WAITING, *queries.HERE), forms.AgreementForm),
    "donnees": Act("Saisir l'IBAN ou l'employeur", operations.seal_data, "Ces données sont scellées.",
                   (*queries.WAITING, *queries.HERE, State.ENDED), forms.SealedForm,
                   open_on=lambda row: row.state != State.ENDED or queries.is_still_owed(row),
                   intro="Chiffrées dans la base ; seuls le chef du bureau et son adjoint les relisent."),
    "pause": Act("Mettre en pause", operations.pause, "L'intervenant est en pause.", (State.ACTIVE,), forms.ReasonForm),
    "reprise": Act("Reprendre", operations.resume, "L'intervenant reprend.", (State.ON_LEAVE,)),
    "depart": Act("Enregistrer un départ", operations.end, "Le départ est enregistré.",
                  (*queries.WAITING, *queries.HERE), forms.EndForm, initial=today("ended_on")),
}  # fmt: skip


def home() -> tuple[str, str]:
    return VOLUNTEER_LIST.title, VOLUNTEER_LIST.url


def board_home() -> tuple[str, str]:
    return "Missions à pourvoir", reverse("road_safety:volunteers-board")


def pdf(content: bytes, name: str) -> FileResponse:
    response = FileResponse(BytesIO(content), filename=name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


# --- the register --------------------------------------------------------------------------------


@require_GET
@allow(reads_road_safety)
def volunteers(request):
    actions = [board_home(), ("Chiffres", reverse("road_safety:volunteers-figures"))]
    if works_in_road_safety(request.user, on=localdate()):
        actions = [("Saisir une candidature", reverse("road_safety:volunteer-new")),
                   ("Nommer ou renouveler", reverse("road_safety:appointment-new")), *actions]  # fmt: skip
    return list_page(
        request, VOLUNTEER_LIST, at=now(), actions=actions,
        intro="Bénévoles nommés par arrêté, engagés pour un an, défrayés aux taux de l'État.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def volunteer_new(request):
    form = forms.VolunteerForm(posted(request))
    facts = {"by": request.user, "at": now()}
    if request.method == "POST" and (row := attempt(form, operations.record_volunteer, **facts)):
        messages.success(request, f"La candidature est enregistrée sous le numéro {row.number}.")
        return HttpResponseRedirect(volunteer_url(row))
    return form_page(request, form, title="Saisir une candidature", submit="Enregistrer la candidature", back=home())


def appointment_table() -> Table:
    def papers_of(row: Appointment) -> Cell:
        return Cell("Acte d'engagement", reverse("road_safety:appointment-paper", args=[row.pk, "engagement"]))

    return Table(
        caption="Nominations", header="order", default_sort="order", empty="Pas encore nommé.",
        columns=(
            Column("order", "Arrêté", lambda row: Cell(
                row.order_number,
                reverse("road_safety:appointment-paper", args=[row.pk, "arrete"]) if row.order_id else "")),
            Column("starts", "Du", lambda row: row.starts_on),
            Column("ends", "Au", lambda row: row.ends_on),
            Column("engaged", "Engagement signé",
                   lambda row: row.engagement_signed_on or Cell("À signer", tone="warning")),
            Column("papers", "Acte", papers_of),
            Column("card", "Carte",
                   lambda row: Cell("Carte", reverse("road_safety:appointment-paper", args=[row.pk, "carte"]))),
        ),
    )  # fmt: skip


def module_table() -> Table:
    return Table(
        caption="Modules acquis", header="module", default_sort="module", empty="Aucun module valable aujourd'hui.",
        columns=(
            Column("module", "Module", lambda row: Module(row[0]).label),
            Column("until", "Jusqu'au", lambda row: row[1] or "Sans limite"),
        ),
    )  # fmt: skip


def availability_table(drops: bool) -> Table:
    def drop(row: Availability) -> Cell | str:
        return Cell("Retirer", reverse("road_safety:availability-drop", args=[row.pk])) if drops else ""

    return Table(
        caption="Disponibilités", header="kind", default_sort="kind", empty="Rien n'est déclaré.",
        columns=(
            Column("kind", "Nature", lambda row: Cell(row.get_kind_display(), detail=row.note)),
            Column("starts", "Du", lambda row: row.starts_at),
            Column("ends", "Au", lambda row: row.ends_at),
            Column("rule", "Récurrence", lambda row: rule_words(row.rule)),
            Column("drop", "", drop),
        ),
    )  # fmt: skip


def rule_words(rule: str) -> str:
    if not rule:
        return "Une fois"
    facts = dict(part.split("=", 1) for part in rule.split(";"))
    every = {"DAILY": "Chaque jour", "WEEKLY": "Chaque semaine", "MONTHLY": "Chaque mois"}[facts["FREQ"]]
    if facts.get("INTERVAL", "1") != "1":
        every += f", une fois sur {facts['INTERVAL']}"
    end = facts.get("UNTIL", "")
    return f"{every}, jusqu'au {end[6:8]}/{end[4:6]}/{end[:4]}" if end else f"{every}, {facts['COUNT']} fois"


def own_mission_table() -> Table:
    return Table(
        caption="Missions", header="mission", default_sort="mission", empty="Aucune mission.",
        columns=(
            Column("mission", "Mission",
                   lambda row: Cell(row.mission.number, mission_url(row.mission), detail=row.mission.title)),
            Column("starts", "Début", lambda row: row.starts_at),
            Column("commune", "Commune", lambda row: row.mission.commune.name),
            Column("role", "Rôle", lambda row: row.get_role_display()),
            Column("status", "Réponse", lambda row: row.get_status_display()),
            Column("met", "Rencontrées", lambda row: row.met, numeric=True),
        ),
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def volunteer(request, pk):
    on, row = localdate(), queries.known_volunteer(pk)
    works = works_in_road_safety(request.user, on=on)
    actions = offered_acts(ACTS, row, "road_safety:volunteer-act") if works else []
    links = [("Attestation de participation (PDF)", reverse("road_safety:volunteer-activity", args=[pk, on.year]))]
    if works and row.state != State.ENDED:
        links.insert(0, ("Modifier la fiche", reverse("road_safety:volunteer-edit", args=[pk])))
    if opens_sealed(request.user, on=on) and (row.sealed_iban or row.sealed_employer):
        links.append(("Lire les données scellées", reverse("road_safety:volunteer-sealed", args=[pk])))
    links += actions[3:]
    held = row.assignments.select_related("mission__commune").order_by("-starts_at")
    modules = sorted(queries.valid_modules([pk], on)[pk].items(), key=lambda found: Module(found[0]).label)
    availabilities = list(row.availabilities.all())
    more = [("Ajouter", reverse("road_safety:availability-new", args=[pk]))] if works else []
    return record_page(
        request,
        title=str(row) or row.number,
        state=volunteer_state(row),
        intro=row.number,
        facts=[
            ("Situation", row.get_origin_display()),
            ("Commune", row.home_commune.name if row.home_commune else "Non renseignée"),
            ("Courriel", row.email), ("Téléphone", row.phone), ("Adresse", row.address),
            ("Enjeux", ", ".join(THEME_WORDS[code] for code in row.themes)),
            ("Publics", ", ".join(Audience(code).label for code in row.audiences)),
            ("Permis", ", ".join(row.driving)), ("Langues", row.languages),
            ("Missions par mois au plus", row.max_per_month),
            ("Véhicule", f"{row.fiscal_power} CV" if row.fiscal_power and row.state != State.ENDED else ""),
            ("Honorabilité vérifiée jusqu'au", row.honourable_until or Cell("Non vérifiée", tone="warning")),
            ("Accord de l'employeur jusqu'au", row.employer_agrees_until),
            ("IBAN", "Connu, scellé" if row.sealed_iban else "Non connu"),
            ("Employeur", "Connu, scellé" if row.sealed_employer else ""),
            ("Motivation", row.motivation),
            ("Entretien", f"{row.interviewed_on:%d/%m/%Y} : {row.interview}" if row.interviewed_on else ""),
            ("Départ", f"{row.ended_on:%d/%m/%Y}, {row.get_end_reason_display().lower()}" if row.ended_on else ""),
        ],
        alerts=alerts_of(row, on),
        sheets=[
            Sheet(appointment_table(), list(row.appointments.select_related("order"))),
            Sheet(module_table(), modules),
            Sheet(own_mission_table(), list(held[:40])),
            Sheet(availability_table(works), availabilities, more),
            Sheet(step_table(), list(row.steps.select_related("by", "mission"))),
        ],
        actions=actions[:3],
        links=links,
        breadcrumb=[home()],
    )  # fmt: skip


def alerts_of(row: Volunteer, on) -> list[tuple[str, str, str]]:
    """What will stop him: an engagement to sign, a nomination that ends, the common core."""
    if row.state not in queries.HERE:
        return []
    found = []
    last = row.appointments.order_by("-ends_on").first()
    if last is None or last.ends_on < on:
        found.append(("warning", "IDSR-01", "Aucune nomination ne court : il ne peut pas recevoir de mission."))
    elif last.engagement_signed_on is None:
        found.append(("warning", "IDSR-01", "L'engagement de l'année reste à signer."))
    elif (last.ends_on - on).days <= int(value(terms.FIRST_REMINDER, on)):
        found.append(("info", "IDSR-07", f"Sa nomination finit le {last.ends_on:%d/%m/%Y} : la renouveler."))
    if Module.COMMON_CORE not in queries.valid_modules([row.pk], on)[row.pk]:
        found.append(("warning", "IDSR-02", "Le tronc commun n'est pas suivi, ou n'est plus valable."))
    return found


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def volunteer_edit(request, pk):
    row = queries.known_volunteer(pk)
    form = forms.VolunteerForm(posted(request), initial={name: getattr(row, name) for name in FACTS})
    return act_page(
        request, form, operations.correct_volunteer, facts={"volunteer": row}, at=now(), done="La fiche est à jour.",
        about=row, then=volunteer_url(row), title=f"Modifier la fiche, {row}", submit="Enregistrer",
        back=(str(row), volunteer_url(row)), breadcrumb=[home(), (str(row), volunteer_url(row))],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def volunteer_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_volunteer(pk)
    form = act.form(posted(request), uploaded(request), initial=act.initial(row))
    return act_page(
        request, form, act.operation, facts={"volunteer": row}, at=now(), done=act.done, then=volunteer_url(row),
        about=row,
        title=f"{act.label} : {row}", intro=act.intro, submit=act.label, back=(str(row), volunteer_url(row)),
        breadcrumb=[home(), (str(row), volunteer_url(row))],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(opens_sealed)
def volunteer_sealed(request, pk):
    """To open the page shows nothing: the button reads, and the journal says who did."""
    row = queries.known_volunteer(pk)
    found = operations.open_sealed(volunteer=row, by=request.user, at=now()) if request.method == "POST" else None
    response = TemplateResponse(
        request, "road_safety/volunteers/sealed.html",
        {"title": f"Données scellées, {row}", "row": row, "found": found,
         "breadcrumb": [home(), (str(row), volunteer_url(row))]},
    )  # fmt: skip
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@allow(reads_road_safety)
def volunteer_activity(request, pk, year):
    row = queries.known_volunteer(pk)
    if year not in YEARS:
        raise NotFound("Cette année n'est pas dans le registre.")
    return pdf(papers.activity_sheet(row, year, localdate()), f"attestation-{row.number}-{year}.pdf")


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def availability_new(request, pk):
    row = queries.known_volunteer(pk)
    return act_page(
        request, forms.AvailabilityForm(posted(request)), trainings_operations.add_availability,
        facts={"volunteer": row}, at=now(), done="La disponibilité est notée.", then=volunteer_url(row),
        title=f"Disponibilité, {row}", submit="Ajouter", back=(str(row), volunteer_url(row)),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def availability_drop(request, pk):
    found = Availability.objects.select_related("volunteer").filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette disponibilité n'existe plus.")
    row = found.volunteer
    return act_page(
        request, django_forms.Form(posted(request)), trainings_operations.drop_availability,
        facts={"availability": found}, at=now(), done="La disponibilité est retirée.", then=volunteer_url(row),
        title="Retirer une disponibilité", submit="Retirer", intro=str(found), back=(str(row), volunteer_url(row)),
    )  # fmt: skip


# --- named --------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def appointment_new(request):
    """One order for all: those who were trained, and those whose nomination ends."""
    on = localdate()
    people = queries.volunteers().filter(state__in=(State.TRAINING, State.APPOINTED, State.ACTIVE))
    waiting = [row.pk for row in people.filter(state=State.TRAINING)]
    chosen = [*waiting, *queries.renewals(on).values_list("volunteer", flat=True)]
    form = forms.AppointForm(posted(request), people=people, initial={"volunteers": chosen, "signed_on": on})
    return act_page(
        request, form, operations.appoint, facts={}, at=now(),
        done="L'arrêté est enregistré ; chacun signe maintenant son acte d'engagement.", then=home()[1],
        title="Nommer ou renouveler des intervenants", submit="Enregistrer l'arrêté", back=home(),
        intro="Un seul arrêté, sa liste en annexe. Sont cochés ceux qui sont formés et ceux dont la nomination finit.",
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def appointment_paper(request, pk, kind):
    row = Appointment.objects.select_related("volunteer", "order").filter(pk=pk).first()
    on = localdate()
    if row is None or kind not in ("arrete", "engagement", "carte"):
        raise NotFound("Ce document n'existe pas.")
    if kind == "arrete":
        return letter_response(row.order, "pdf")
    if kind == "carte":
        return pdf(papers.card_sheet(row, on), f"carte-{row.badge_number}.pdf")
    least, days = int(value(terms.MIN_MISSIONS, on)), int(value(terms.REPORT_DAYS, on))
    return pdf(papers.engagement_sheet(row, least, days, on), f"engagement-{row.badge_number}.pdf")


# --- trainings --------------------------------------------------------------------------------

PLANNED = (Training.State.PLANNED,)
TRAINING_ACTS = {
    "inscrire": Act("Inscrire", trainings_operations.register, "Les inscriptions sont faites.", PLANNED),
    "tenir": Act("Noter les présents", trainings_operations.hold_training, "Les présences sont notées.",
                 PLANNED, open_on=lambda row: row.ends_at <= now()),
    "modifier": Act("Modifier", trainings_operations.plan_training, "La session est modifiée.", PLANNED,
                    forms.TrainingForm),
    "annuler": Act("Annuler", trainings_operations.cancel_training, "La session est annulée.", PLANNED),
}  # fmt: skip


@require_GET
@allow(reads_road_safety)
def trainings(request):
    works = works_in_road_safety(request.user, on=localdate())
    actions = [("Prévoir une session", reverse("road_safety:training-new"))] if works else []
    return list_page(request, TRAINING_LIST, at=now(), actions=actions,
                     intro="Une présence donne le module, pour la durée que fixent les paramètres.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def training_new(request):
    return act_page(
        request, forms.TrainingForm(posted(request)), trainings_operations.plan_training, facts={}, at=now(),
        done="La session est prévue.", then=TRAINING_LIST.url, title="Prévoir une session de formation",
        submit="Enregistrer", back=(TRAINING_LIST.title, TRAINING_LIST.url),
    )  # fmt: skip


def known_training(pk: int) -> Training:
    row = queries.trainings().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette session n'existe pas.")
    return row


@require_GET
@allow(reads_road_safety)
def training(request, pk):
    row = known_training(pk)
    works = works_in_road_safety(request.user, on=localdate())
    table = Table(
        caption="Inscrits", header="name", default_sort="name", empty="Personne n'est inscrit.",
        columns=(
            Column("name", "Intervenant", lambda found: Cell(str(found.volunteer), volunteer_url(found.volunteer))),
            Column("status", "Présence", lambda found: found.get_status_display()),
        ),
    )  # fmt: skip
    return record_page(
        request, title=row.get_module_display(), state=training_state(row),
        intro=papers.hours_words(row.starts_at, row.ends_at),
        facts=[("Lieu", row.place), ("Formateur", row.trainer),
               ("Places", f"{row.registered} prises sur {row.capacity}")],
        sheets=[Sheet(table, list(row.attendances.select_related("volunteer")))],
        actions=offered_acts(TRAINING_ACTS, row, "road_safety:training-act") if works else [],
        breadcrumb=[(TRAINING_LIST.title, TRAINING_LIST.url)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def training_act(request, pk, verb):
    act = TRAINING_ACTS.get(verb)
    if act is None:
        raise Http404
    row = known_training(pk)
    make, initial = act.form, {}
    if verb == "inscrire":
        known = row.attendances.exclude(status="excused").values("volunteer")
        people = queries.volunteers().exclude(state=State.ENDED).exclude(pk__in=known)
        make = partial(forms.PeopleForm, people=people)
    elif verb == "tenir":
        people = list(queries.volunteers().filter(attendances__training=row, attendances__status="registered"))
        make, initial = partial(forms.PresentForm, people=people), {"present": [found.pk for found in people]}
    elif verb == "modifier":
        initial = forms.training_initial(row)
    return act_page(
        request, make(posted(request), initial=initial), act.operation, facts={"training": row}, at=now(),
        about=row, beside=lambda: row.attendances.order_by("pk"), done=act.done, then=training_url(row),
        title=f"{act.label} : {row}", submit=act.label,
        back=(str(row), training_url(row)),
    )  # fmt: skip


# --- the board and the figures --------------------------------------------------------------------------------


@require_GET
@allow(reads_road_safety)
def board(request):
    """What waits for the coordinator, and five weeks of missions."""
    at, on = now(), localdate()
    weeks, before, after = weeks_of(request.GET.get("semaine", ""), on)
    shown = queries.missions().filter(starts_at__date__gte=weeks[0][0], starts_at__date__lte=weeks[-1][-1])
    by_day: dict = {}
    for row in shown.exclude(state__in=("refused", "cancelled")).order_by("starts_at"):
        by_day.setdefault(row.starts_at.astimezone().date(), []).append(row)
    return TemplateResponse(
        request, "road_safety/volunteers/board.html",
        {
            "title": "Missions à pourvoir",
            "breadcrumb": [(MISSION_LIST.title, MISSION_LIST.url)],
            "on": on,
            "weeks": [[(day, by_day.get(day, [])) for day in week] for week in weeks],
            "before": before, "after": after,
            "urgent": list(queries.urgent(at).order_by("starts_at")),
            "days": int(value(terms.UNCOVERED_DAYS, on)),
            "requested": list(queries.missions().filter(state="requested").order_by("starts_at")[:20]),
            "uncovered": list(queries.uncovered(at).order_by("starts_at")[:30]),
            "late": list(queries.missing_reports(at).order_by("ends_at")[:30]),
            "silent": {row.pk for row in queries.silent_volunteers(at)},
            "renewals": list(queries.renewals(on)[:40]),
            "unengaged": list(queries.unengaged_on(on)[:40]),
            "under": queries.under_active(on)[:40],
            "works": works_in_road_safety(request.user, on=on),
            "listed": MISSION_LIST.url,
        },
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def figures(request):
    at, on = now(), localdate()
    text = request.GET.get("annee", "")
    year = int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= on.year + 1 else on.year
    found = queries.year_figures(year, at)
    bars = [Bar(label, count) for label, count in found.by_theme]
    towns = [Bar(label, count) for label, count in found.by_commune]
    return TemplateResponse(
        request, "road_safety/volunteers/figures.html",
        {
            "title": f"Intervenants : chiffres de {year}", "breadcrumb": [home()], "found": found,
            "years": [(number, f"?annee={number}", number == year) for number in range(on.year - 2, on.year + 1)],
            "months": columns([Bar(MONTHS[rank], count) for rank, count in enumerate(found.by_month)],
                              title="Missions réalisées par mois"),
            "themes": horizontal_bars(bars, title="Missions réalisées par enjeu") if bars else "",
            "towns": horizontal_bars(towns, title="Missions réalisées par commune") if towns else "",
            "renewals": queries.renewals(on).count(), "urgent": queries.urgent(at).count(),
            "listed": MISSION_LIST.url, "claims": CLAIM_LIST.url,
        },
    )  # fmt: skip
