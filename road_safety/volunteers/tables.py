"""Columns of the lists of the volunteers, of the missions, of the trainings and of the claims."""

from django.urls import reverse

from directorate.casework.instants import instant_words
from directorate.web.tables import Cell, Column, Table
from road_safety.strategy.catalogue import Audience
from road_safety.volunteers.catalogue import THEMES
from road_safety.volunteers.models import ExpenseClaim, Mission, Training, Volunteer
from road_safety.volunteers.queries import ENGAGED, MISSION_TONES, TONES

THEME_WORDS = dict(THEMES)
CLAIM_TONES = {"draft": "", "submitted": "new", "verified": "info", "to_pay": "warning", "paid": "success",
               "rejected": "error"}  # fmt: skip
TRAINING_TONES = {"planned": "info", "held": "success", "cancelled": ""}


def volunteer_url(row: Volunteer) -> str:
    return reverse("road_safety:volunteer", args=[row.pk])


def sorted_name(row: Volunteer) -> str:
    return f"{row.last_name.upper()} {row.first_name}".strip()


def mission_url(row: Mission) -> str:
    return reverse("road_safety:mission", args=[row.pk])


def training_url(row: Training) -> str:
    return reverse("road_safety:training", args=[row.pk])


def claim_url(row: ExpenseClaim) -> str:
    return reverse("road_safety:claim", args=[row.pk])


def volunteer_state(row: Volunteer) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[Volunteer.State(row.state)])


def mission_state(row: Mission) -> Cell:
    return Cell(row.get_state_display(), tone=MISSION_TONES[Mission.State(row.state)])


def training_state(row: Training) -> Cell:
    return Cell(row.get_state_display(), tone=TRAINING_TONES[row.state])


def claim_state(row: ExpenseClaim) -> Cell:
    return Cell(row.get_status_display(), tone=CLAIM_TONES[row.status])


def team_cell(row: Mission) -> Cell:
    """How many places are taken; amber while one is free."""
    words = f"{row.taken} / {row.needed}" if row.needed else "À qualifier"
    free = row.needed and row.taken < row.needed and row.state in ("qualified", "staffing")
    return Cell(words, tone="warning" if free else "")


def volunteer_table() -> Table:
    return Table(
        caption="Intervenants départementaux de sécurité routière",
        header="name",
        default_sort="name",
        empty="Aucun intervenant. Une candidature se saisit ici, ou arrive par le formulaire public.",
        columns=(
            Column("name", "Intervenant",
                   lambda row: Cell(sorted_name(row), volunteer_url(row), detail=row.number),
                   sort="last_name", export=lambda row: f"{row.last_name} {row.first_name}".strip()),
            Column("number", "Numéro", lambda row: row.number, sort="number", hidden=True),
            Column("state", "État", volunteer_state, sort="state", export=lambda row: row.get_state_display()),
            Column("commune", "Commune", lambda row: row.home_commune.name if row.home_commune else "",
                   sort="home_commune__sort_name"),
            Column("origin", "Situation", lambda row: row.get_origin_display(), sort="origin"),
            Column("until", "Nommé jusqu'au", lambda row: row.appointed_until, sort="appointed_until"),
            Column("held", "Missions (12 mois)", lambda row: row.held, sort="held", numeric=True),
            Column("themes", "Enjeux", lambda row: ", ".join(THEME_WORDS[code] for code in row.themes), hidden=True),
            Column("audiences", "Publics", lambda row: ", ".join(Audience(code).label for code in row.audiences),
                   hidden=True),
            Column("driving", "Permis", lambda row: ", ".join(row.driving), hidden=True),
            Column("email", "Courriel", lambda row: row.email, hidden=True),
            Column("phone", "Téléphone", lambda row: row.phone, hidden=True),
        ),
    )  # fmt: skip


def mission_table() -> Table:
    return Table(
        caption="Missions des intervenants",
        header="number",
        default_sort="-starts",
        empty="Aucune mission. Une demande se saisit ici, ou s'ouvre quand une action obtient des intervenants.",
        columns=(
            Column("number", "Mission", lambda row: Cell(row.number, mission_url(row), detail=row.title), sort="number",
                   export=lambda row: row.number),
            Column("title", "Intitulé", lambda row: row.title, sort="title", hidden=True),
            Column("starts", "Début", lambda row: row.starts_at, sort="starts_at"),
            Column("ends", "Fin", lambda row: row.ends_at, sort="ends_at", hidden=True),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("requester", "Demandeur", lambda row: row.requester, sort="requester"),
            Column("theme", "Enjeu", lambda row: row.get_theme_display(), sort="theme"),
            Column("audience", "Public", lambda row: row.get_audience_display(), sort="audience", hidden=True),
            Column("state", "État", mission_state, sort="state", export=lambda row: row.get_state_display()),
            Column("team", "Équipe", team_cell, sort="taken", export=lambda row: row.taken),
            Column("needed", "Places", lambda row: row.needed, sort="needed", numeric=True, hidden=True),
            Column("reached", "Personnes rencontrées", lambda row: row.reached, sort="reached", numeric=True,
                   total=True),
        ),
    )  # fmt: skip


def training_table() -> Table:
    return Table(
        caption="Formations des intervenants",
        header="module",
        default_sort="-starts",
        empty="Aucune session de formation.",
        columns=(
            Column("module", "Module", lambda row: Cell(row.get_module_display(), training_url(row)), sort="module",
                   export=lambda row: row.get_module_display()),
            Column("starts", "Début", lambda row: row.starts_at, sort="starts_at"),
            Column("place", "Lieu", lambda row: row.place, sort="place"),
            Column("trainer", "Formateur", lambda row: row.trainer, sort="trainer"),
            Column("state", "État", training_state, sort="state", export=lambda row: row.get_state_display()),
            Column("registered", "Inscrits", lambda row: row.registered, sort="registered", numeric=True),
            Column("capacity", "Places", lambda row: row.capacity, sort="capacity", numeric=True),
            Column("present", "Présents", lambda row: row.present, sort="present", numeric=True),
        ),
    )  # fmt: skip


def claim_table() -> Table:
    return Table(
        caption="États de frais",
        header="mission",
        default_sort="-day",
        empty="Aucun état de frais. Il se dépose depuis la mission, ou par l'intervenant sur sa page.",
        columns=(
            Column("mission", "Mission",
                   lambda row: Cell(row.assignment.mission.number, claim_url(row), detail=row.assignment.mission.title),
                   sort="assignment__mission__number", export=lambda row: row.assignment.mission.number),
            Column("volunteer", "Intervenant", lambda row: str(row.assignment.volunteer),
                   sort="assignment__volunteer__last_name"),
            Column("day", "Mission du", lambda row: row.assignment.starts_at, sort="assignment__starts_at"),
            Column("status", "État", claim_state, sort="status", export=lambda row: row.get_status_display()),
            Column("kilometres", "Aller (km)", lambda row: row.kilometres, sort="kilometres", numeric=True),
            Column("mileage", "Route (€)", lambda row: row.mileage, sort="mileage", numeric=True, total=True),
            Column("meals", "Repas", lambda row: row.meals, sort="meals", numeric=True),
            Column("other", "Autres (€)", lambda row: row.other, sort="other", numeric=True, total=True),
            Column("total", "Total (€)", lambda row: row.total, sort="total", numeric=True, total=True),
            Column("submitted", "Déposé le", lambda row: row.submitted_on, sort="submitted_on", hidden=True),
            Column("paid", "Payé le", lambda row: row.paid_on, sort="paid_on", hidden=True),
        ),
    )  # fmt: skip


# --- on the pages of a record -----------------------------------------------------------------------------------------


def team_table() -> Table:
    def acts(row) -> str:
        return instant_words(row.answered_at) if row.answered_at else ""

    return Table(
        caption="Équipe",
        header="name",
        default_sort="name",
        empty="Personne n'est encore proposé.",
        columns=(
            Column("name", "Intervenant",
                   lambda row: Cell(str(row.volunteer), volunteer_url(row.volunteer), detail=row.volunteer.phone)),
            Column("module", "Pour", lambda row: row.get_module_display() if row.module else "Tout intervenant"),
            Column("role", "Rôle", lambda row: row.get_role_display()),
            Column("status", "Réponse",
                   lambda row: Cell(row.get_status_display(), detail=row.answer_note,
                                    tone="success" if row.status in ENGAGED else "")),
            Column("answered", "Répondu", acts),
            Column("met", "Rencontrées", lambda row: row.met, numeric=True),
            Column("open", "Suite", lambda row: Cell("Ouvrir", reverse("road_safety:assignment", args=[row.pk]))),
        ),
    )  # fmt: skip


def step_table(shows_who: bool = False) -> Table:
    """Of a mission, who each step is about is read from its key; of a volunteer, in which mission."""

    def about(row) -> str:
        if shows_who:
            return f"{row.volunteer} : {row.words}" if row.volunteer_id else row.words
        return f"{row.mission.number} : {row.words}" if row.mission_id else row.words

    return Table(
        caption="Historique",
        header="words",
        default_sort="at",
        empty="Rien encore.",
        columns=(
            Column("at", "Le", lambda row: row.at),
            Column("words", "Ce qui s'est passé", lambda row: Cell(about(row), detail=row.comment)),
            Column("by", "Par", lambda row: str(row.by) if row.by else "L'intervenant ou l'application"),
        ),
    )  # fmt: skip


def need_table() -> Table:
    """Rows of `places_of`."""
    return Table(
        caption="Besoins",
        header="need",
        default_sort="need",
        empty="Les besoins ne sont pas encore définis : qualifier la demande.",
        columns=(
            Column("need", "Besoin", lambda row: row[0].get_module_display() if row[0].module else "Tout intervenant"),
            Column("count", "Places", lambda row: row[0].count, numeric=True),
            Column("taken", "Prises", lambda row: row[1], numeric=True),
            Column("left", "Libres", lambda row: Cell(str(row[2]), tone="warning" if row[2] else "success"),
                   numeric=True),
        ),
    )  # fmt: skip
