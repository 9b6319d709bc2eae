"""Places from which one takes off and lands, and flights below the rule: one line each, on the same frame."""

from dataclasses import replace

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.move import paris_day
from directorate.casework.procedure import Piece
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, VERIFIED, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.air import dossier

HELICOPTERS = "Arrêté du 6 mai 1995"
OVERFLIGHT = "Arrêté du 10 octobre 1957"
DSAC_ASKED = replace(dossier.DSAC, mandatory=True)
USUAL = (DSAC_ASKED, dossier.BORDER_POLICE, events.TOWN_HALL, events.POLICE)

# --- helisurfaces -------------------------------------------------------------------------------------------

A_YEAR = Value(
    "helisurface.movements_year", "Hélisurface : mouvements dans l'année, moins de", 200, "mouvements", HELICOPTERS,
    VERIFIED, comment="Un atterrissage et un décollage font deux mouvements.",
)  # fmt: skip
A_DAY = Value(
    "helisurface.movements_day", "Hélisurface : mouvements dans la journée, moins de", 20, "mouvements", HELICOPTERS,
    VERIFIED, comment="Un atterrissage et un décollage font deux mouvements.",
)  # fmt: skip


class HelisurfaceForm(events.EventForm):
    """Occasional by law: fewer movements than the order says, in a day and in a year."""

    site = PlainCharField(label="Hélisurface : lieu et coordonnées", max_length=300)
    route = PlainCharField(label="Axes d'arrivée et de départ", max_length=2000, required=False)
    built_up = forms.BooleanField(label="Dans une agglomération, ou lors d'un rassemblement de personnes",
                                  required=False)  # fmt: skip
    purpose = PlainCharField(label="Motif du vol", max_length=300)
    aircraft = PlainCharField(label="Hélicoptère et exploitant", max_length=200)
    movements_day = forms.IntegerField(
        label="Mouvements prévus dans la journée",
        min_value=1,
        help_text="Un atterrissage et un décollage en font deux.",
    )
    movements_year = forms.IntegerField(label="Mouvements dans l'année, ceux-ci compris", min_value=1)
    occupier_agrees = forms.BooleanField(label="Accord de l'occupant du terrain", required=False)

    def clean_built_up(self):
        if not self.cleaned_data["built_up"]:
            raise forms.ValidationError(
                "Hors agglomération et hors rassemblement, aucune autorisation n'est exigée : l'occupant donne son"
                f" accord et la police aux frontières est avisée ({HELICOPTERS})."
            )
        return True

    def clean(self):
        data = super().clean()
        if data.get("starts_at"):
            on = paris_day(data["starts_at"])
            for name, rule in (("movements_day", A_DAY), ("movements_year", A_YEAR)):
                most = int(parameter(rule.code, on))
                if (data.get(name) or 0) >= most:
                    self.add_error(
                        name, f"À partir de {most} mouvements, ce n'est plus une hélisurface ({HELICOPTERS}) : une"
                              " hélistation est à créer.",
                    )  # fmt: skip
        return data


HELISURFACE = dossier.air_authorisation(
    code="helisurface_in_built_up_area",
    reference_code="AVH",
    label="Hélisurface dans une agglomération ou lors d'un rassemblement",
    short_label="Hélisurface en agglomération",
    basis=HELICOPTERS,
    text="l'arrêté du 6 mai 1995 relatif aux aérodromes et autres emplacements utilisés par les hélicoptères",
    help_text="Hors agglomération, aucune autorisation : l'accord de l'occupant et un avis à la police aux frontières"
    " suffisent. Occasionnelle : moins de vingt mouvements par jour et de deux cents par an.",
    form=HelisurfaceForm,
    title=lambda answers: f"Hélisurface, {answers['site']}",
    subject="l'utilisation par {{ applicant.name }} de l'hélisurface située {{ answers.site }}, à"
    " {{ answers.communes }}, du {{ answers.starts_at }} au {{ answers.ends_at }}",
    conditions=(
        "Les mouvements ne dépassent pas {{ answers.movements_day }} par jour. Hélicoptère : {{ answers.aircraft }}."
        " Motif : {{ answers.purpose }}.",
    ),
    pieces=(
        dossier.REQUEST, dossier.OCCUPIER, dossier.INSURANCE,
        Piece("plan", "Plan de l'emplacement, axes et obstacles"),
        Piece("operator", "Titres de l'exploitant et du pilote"),
    ),
    opinions=USUAL,
    lead_days=30,
    checks=(dossier.occupier_agrees(HELICOPTERS),),
    parameters=(A_YEAR, A_DAY),
    related=("private_aerodrome_helistation", "low_overflight_derogation"),
)  # fmt: skip

# --- places that stay ---------------------------------------------------------------------------------------


class PlatformForm(dossier.SiteForm):
    kind = forms.ChoiceField(
        label="Plate-forme pour", choices=[("ultralight", "Ultralégers motorisés (ULM)"), ("balloon", "Ballons libres")]
    )
    flights_year = forms.IntegerField(label="Vols attendus dans l'année", min_value=1, max_value=100_000)


PLATFORM = dossier.air_authorisation(
    code="ultralight_platform",
    reference_code="AVU",
    label="Plate-forme pour ultralégers motorisés ou ballons",
    short_label="Plate-forme pour ULM ou ballons",
    basis="Arrêté du 13 mars 1986 ; arrêté du 20 février 1986",
    text="l'arrêté du 13 mars 1986 (ultralégers motorisés) et l'arrêté du 20 février 1986 (ballons)",
    help_text="Terrain d'où décollent et atterrissent régulièrement des ULM ou des ballons, hors d'un aérodrome.",
    form=PlatformForm,
    title=lambda answers: f"Plate-forme, {answers['site']}",
    subject="la création d'une plate-forme ({{ answers.kind }}) située {{ answers.site }}, {{ place.commune }}, au"
    " profit de {{ applicant.name }}",
    conditions=("Usage : {{ answers.purpose }}. Vols attendus dans l'année : {{ answers.flights_year }}.",),
    pieces=(
        dossier.REQUEST, dossier.OCCUPIER, Piece("map", "Carte au 1/25 000 et plan du terrain"),
        Piece("nuisance", "Description des nuisances et des habitations proches"),
    ),
    opinions=USUAL,
    checks=(dossier.occupier_agrees("Arrêté du 13 mars 1986"),),
)  # fmt: skip


class AerodromeForm(dossier.SiteForm):
    kind = forms.ChoiceField(
        label="Nature",
        choices=[("aerodrome", "Aérodrome à usage privé"), ("helistation", "Hélistation")],
    )
    movements_year = forms.IntegerField(label="Mouvements attendus dans l'année", min_value=1, max_value=100_000)


AERODROME = dossier.air_authorisation(
    code="private_aerodrome_helistation",
    reference_code="AVP",
    label="Aérodrome à usage privé ou hélistation",
    short_label="Aérodrome privé ou hélistation",
    basis="Code de l'aviation civile, art. D233-1 ; arrêté du 6 mai 1995",
    text="le code de l'aviation civile, notamment son article D233-1, et l'arrêté du 6 mai 1995",
    help_text="Création d'un emplacement permanent. Enquête technique de l'aviation civile et avis de la police aux"
    " frontières.",
    form=AerodromeForm,
    title=lambda answers: f"Aérodrome ou hélistation, {answers['site']}",
    subject="la création d'un emplacement permanent ({{ answers.kind }}) situé {{ answers.site }}, {{ place.commune"
    " }}, au profit de {{ applicant.name }}",
    conditions=("Usage : {{ answers.purpose }}. Mouvements attendus dans l'année : {{ answers.movements_year }}.",),
    pieces=(
        dossier.REQUEST, dossier.OCCUPIER, Piece("map", "Carte, plan de masse, servitudes et obstacles"),
        Piece("nuisance", "Étude des nuisances sonores"),
        Piece("safety", "Moyens de sauvetage et de lutte contre l'incendie", blocking=False),
    ),
    opinions=(*USUAL, events.opinion("defence", "Autorité militaire (sous-direction régionale de la circulation"
                                     " aérienne)", kind="state_service")),
    checks=(dossier.occupier_agrees(HELICOPTERS),),
    related=("helisurface_in_built_up_area",),
)  # fmt: skip

# --- flights below the rule ---------------------------------------------------------------------------------

LONGEST = Value(
    "low_overflight.maximum_months", "Survol à basse hauteur : durée maximale d'une dérogation", 12, "mois",
    events.USAGE, LOW, comment="Pour quelle durée au plus une dérogation de survol à basse hauteur est-elle accordée ?",
)  # fmt: skip


class OverflightForm(events.EventForm):
    """What is flown over, how low, with what and why."""

    area = PlainCharField(label="Zones survolées", max_length=300)
    route = text_area("Itinéraire et axes de vol")
    purpose = PlainCharField(label="Objet du vol", max_length=300)
    aircraft = PlainCharField(label="Aéronefs", max_length=300)
    height_min_m = forms.IntegerField(label="Hauteur minimale demandée (mètres)", min_value=0, max_value=3000)
    engines = forms.ChoiceField(
        label="Motorisation", choices=[("several", "Multimoteur"), ("single", "Monomoteur, ou sans moteur")]
    )

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at"):
            start_on = paris_day(data["starts_at"])
            months = int(parameter(LONGEST.code, start_on))
            if paris_day(data["ends_at"]) > add_months(start_on, months):
                self.add_error("ends_at", f"Une dérogation ne peut être demandée pour plus de {months} mois.")
        return data


OVERFLIGHT_DEROGATION = dossier.air_authorisation(
    code="low_overflight_derogation",
    reference_code="AVS",
    label="Dérogation aux hauteurs de survol des agglomérations et des rassemblements",
    short_label="Survol à basse hauteur",
    basis=OVERFLIGHT,
    text="l'arrêté du 10 octobre 1957 relatif au survol des agglomérations et des rassemblements de personnes",
    help_text="Prises de vues, surveillance de réseaux, opérations aériennes. Avis de l'aviation civile.",
    form=OverflightForm,
    title=lambda answers: f"Survol à basse hauteur, {answers['area']}",
    subject="le survol par {{ applicant.name }} des zones suivantes : {{ answers.area }} ({{ answers.communes }}), à"
    " une hauteur qui n'est pas inférieure à {{ answers.height_min_m|counted:'mètres' }}, du {{ answers.starts_at }} au"
    " {{ answers.ends_at }}",
    feminine=False,
    conditions=("Aéronefs : {{ answers.aircraft }} ({{ answers.engines }}). Objet : {{ answers.purpose }}.",),
    pieces=(
        dossier.REQUEST, dossier.INSURANCE, Piece("operations", "Manuel d'activités ou d'exploitation"),
        Piece("map", "Carte des zones survolées"), Piece("pilots", "Titres des pilotes"),
    ),
    opinions=USUAL,
    lead_days=30,
    parameters=(LONGEST,),
    related=("helisurface_in_built_up_area", "non_visible_spectrum_imagery"),
)  # fmt: skip

PROCEDURES = (HELISURFACE, PLATFORM, AERODROME, OVERFLIGHT_DEROGATION)
