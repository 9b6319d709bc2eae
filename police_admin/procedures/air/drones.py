"""Declaration of a drone flight in a populated area (arrêté « Espace » du 3 décembre 2020, as of 1 January 2026).

Ten days before; later, the impossibility is justified and the service judges. Silence is no opposition.
"""

from datetime import date, datetime

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, FilingWindow, Finding, Procedure, Span
from directorate.casework.procedure import Piece as Document
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Former, Value
from police_admin.procedures import events
from police_admin.procedures.air.dossier import DSAC, FAMILY

ORDER = "Arrêté du 3 décembre 2020"
SPACE = "Arrêté « Espace » du 3 décembre 2020, version du 1er janvier 2026"
OPEN = "open_pro"
CATEGORIES = [
    (OPEN, "Ouverte, à titre professionnel"),
    ("sts_01", "Spécifique, scénario STS-01"),
    ("sts_02", "Spécifique, scénario STS-02"),
    ("luc", "Spécifique, certificat LUC"),
    ("authorisation", "Spécifique, autorisation d'exploitation"),
]
BOUND_BY_HEIGHT = {OPEN, "sts_01", "sts_02"}
LEAD = Value(
    "drone_flight.filing_days", "Vol de drone en zone peuplée : déclaration au plus tard", 10, "jours", SPACE, VERIFIED,
    date(2026, 1, 1),
    former=Former(5, "Arrêté « Espace » du 3 décembre 2020, version antérieure", VERIFIED, unit="jours ouvrés"),
)  # fmt: skip
TOWN = Value(
    "drone_flight.built_up_m", "Vol de drone : distance d'une agglomération qui fait la zone peuplée", 50, "mètres",
    SPACE, VERIFIED,
)  # fmt: skip
CROWD = Value(
    "drone_flight.crowd_m", "Vol de drone : distance d'un rassemblement qui fait la zone peuplée", 150, "mètres", SPACE,
    VERIFIED,
)  # fmt: skip
HEIGHT = Value(
    "drone_flight.height_m", "Vol de drone, catégorie ouverte et scénarios standard : hauteur maximale", 120, "mètres",
    "Règlement européen 2019/947", MEDIUM,
)  # fmt: skip
OPINION_DAYS = Value(
    "drone_flight.opinion_days", "Vol de drone : avis attendus au plus tard, avant le vol", 4, "jours", events.USAGE,
    LOW, comment="Combien de jours avant un vol de drone la police doit-elle avoir répondu ?",
)  # fmt: skip
DECISION_DAYS = Value(
    "drone_flight.decision_days", "Vol de drone : opposition au plus tard, avant le vol", 2, "jours", events.USAGE, LOW,
    comment="Combien de jours avant un vol de drone le bureau doit-il avoir décidé de s'y opposer ?",
)  # fmt: skip
NOTIFICATION_DAYS = Value(
    "drone_flight.notification_days", "Vol de drone : notification au plus tard, avant le vol", 1, "jour", events.USAGE,
    LOW, comment="Combien de temps avant un vol de drone l'opposition doit-elle être notifiée ?",
)  # fmt: skip


class DroneForm(events.EventForm):
    """The operator, the aircraft, the sites and slots, and what makes the area populated."""

    operator_no = PlainCharField(label="Numéro d'exploitant", max_length=40, help_text="Registre AlphaTango")
    category = forms.ChoiceField(label="Catégorie", choices=CATEGORIES)
    uas_id = PlainCharField(label="Aéronef : modèle et numéro", max_length=120)
    mass_g = forms.IntegerField(label="Masse au décollage (grammes)", min_value=1, max_value=600_000)
    height_max_m = forms.IntegerField(label="Hauteur maximale (mètres)", min_value=1, max_value=3000)
    purpose = PlainCharField(label="Objet du vol", max_length=300)
    built_up_m = forms.IntegerField(
        label="Distance d'une agglomération (mètres)", min_value=0, required=False, help_text="Zéro au-dessus d'elle."
    )
    crowd_m = forms.IntegerField(
        label="Distance d'un rassemblement de personnes (mètres)", min_value=0, required=False,
        help_text="Vide s'il n'y en a pas.",
    )  # fmt: skip
    sites = LinesField(
        label="Lieux du vol", max_length=6000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : adresse, rayon.",
    )  # fmt: skip
    route = PlainCharField(label="Trajet, le cas échéant", max_length=2000, required=False)
    slots = LinesField(
        label="Créneaux", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : jour, heures.",
    )  # fmt: skip
    restricted_zone = forms.BooleanField(label="Zone réglementée, interdite ou contrôlée", required=False)
    late_reason = PlainCharField(
        label="Déclaration tardive : impossibilité invoquée", max_length=500, required=False
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if not data.get("starts_at") or not data.get("category"):
            return data
        on = paris_day(data["starts_at"])
        near = [
            data.get(name) is not None and data[name] < int(parameter(rule.code, on))
            for name, rule in (("built_up_m", TOWN), ("crowd_m", CROWD))
        ]
        if not (near[0] if data["category"] == OPEN else any(near)) and not {"built_up_m", "crowd_m"} & set(
            self.errors
        ):
            self.add_error(
                "built_up_m", f"Ce vol n'est pas en zone peuplée : aucune déclaration n'est exigée ({ORDER})."
            )
        return data


# --- what it calls for --------------------------------------------------------------------------------------


def lateness_is_justified(case: Case, at: datetime) -> list[Finding]:
    late = events.filing_is_in_time(case, at)
    if not late or case.answers.get("late_reason"):
        return []
    return [Finding("Déclaration tardive, sans impossibilité invoquée.", ORDER, blocking=False)]


def height_is_usual(case: Case, at: datetime) -> list[Finding]:
    most = int(parameter(HEIGHT.code, paris_day(at)))
    if case.answers.get("category") not in BOUND_BY_HEIGHT or (case.answers.get("height_max_m") or 0) <= most:
        return []
    return [Finding(f"La hauteur déclarée dépasse {most} mètres, maximum de cette catégorie.", ORDER, blocking=False)]


def zone_is_agreed(case: Case, at: datetime) -> list[Finding]:
    if not case.answers.get("restricted_zone"):
        return []
    return [
        Finding(
            "Espace réglementé, interdit ou contrôlé : l'accord du gestionnaire de l'espace aérien est nécessaire.",
            ORDER,
            blocking=False,
        )
    ]


WINDOWS = (
    events.opinions_by(OPINION_DAYS.code),
    events.decision_by(DECISION_DAYS.code, "Dernier jour utile pour s'opposer au vol"),
    events.known_by(NOTIFICATION_DAYS.code),
)
CALLS_FOR = (events.filing_is_in_time, lateness_is_justified, height_is_usual, zone_is_agreed)
PROCEDURE = Procedure(
    code="drone_populated_area_declaration",
    label="Déclaration d'un vol de drone en zone peuplée",
    short_label="Drone, zone peuplée",
    archetype=Archetype.DECLARATION,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="AVD",
    legal_basis=(ORDER,),
    help_text="Dix jours avant le vol (formulaire cerfa 15476*04, ou AlphaTango et courriel). Plus tard,"
    " l'impossibilité est justifiée. Sans réponse, le préfet ne s'oppose pas. Zone peuplée : à moins de 50 m d'une"
    " agglomération ou de 150 m d'un rassemblement.",
    form=DroneForm,
    title=lambda answers: f"Vol de drone, {answers['purpose']}",
    event_field="starts_at",
    filing=FilingWindow(LEAD.code, "", ORDER, span=Span.DAYS),
    pieces=(
        Document("form", "Formulaire de déclaration, ou notification AlphaTango"),
        Document("map", "Plan des zones de vol", blocking=False),
        Document("protection", "Mesures de protection des tiers au sol", blocking=False),
    ),
    opinions=(events.POLICE, DSAC, events.opinion("paris", "Préfecture de police", kind="state_service")),
    hearing_required=True,
    letters=events.declaration_letters("letters/events/drone_receipt.html"),
    parameters=(LEAD, TOWN, CROWD, HEIGHT, OPINION_DAYS, DECISION_DAYS, NOTIFICATION_DAYS),
    rules=events.rules_of(*WINDOWS),
    visas=(
        "Vu l'arrêté du 3 décembre 2020 relatif à l'utilisation de l'espace aérien par les aéronefs sans équipage à"
        " bord ;",
        *events.RECEIVED,
    ),
    outcomes=events.prescriptions_or_ban(
        "le vol d'aéronef sans équipage à bord déclaré par {{ applicant.name }} (exploitant"
        " {{ answers.operator_no }}), prévu du {{ answers.starts_at }} au {{ answers.ends_at }}, {{ answers.sites }}",
        title="un vol d'aéronef sans équipage à bord",
        risk="une atteinte à la sécurité des personnes ou à l'ordre public",
    ),
    checks=(*events.CHECKS, lateness_is_justified, height_is_usual, zone_is_agreed),
    dates=(events.counted_back(*WINDOWS), events.until_the_end),
    panels=(events.to_verify(*CALLS_FOR),),
    related=("non_visible_spectrum_imagery", "police_drone_request"),
)  # fmt: skip
