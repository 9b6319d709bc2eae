"""Administrative stadium ban (code du sport, art. L332-16): after a hearing, for twelve months or twenty-four at most.

The longer time supposes a ban within the three years before. National in scope; it may oblige to report to the police.
"""

from datetime import date, datetime, timedelta

from django import forms
from django.utils.timezone import localdate

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.measures import last_as
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Procedure
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, VERIFIED, Former, Value
from police_admin.procedures.individual_measures import dossier

ARTICLE = "Code du sport, art. L332-16"
SINCE = date(2023, 5, 21)
LONGEST, LONGEST_AGAIN, LOOK_BACK = "stadium_ban.months", "stadium_ban.repeated_months", "stadium_ban.look_back_months"


class StadiumBanForm(dossier.FactsForm):
    """The matches that are forbidden, how long, and whether the person reports to the police meanwhile."""

    teams = PlainCharField(label="Équipes concernées", max_length=250)
    competitions = LinesField(
        label="Compétitions concernées", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    starts_on = LegalDateField(label="À compter du", required=False, help_text="Vide : dès la notification.")
    duration_months = forms.IntegerField(label="Durée (mois)", min_value=1, max_value=60)
    previous_ban_on = LegalDateField(label="Interdiction précédente notifiée le", required=False)
    check_in_duty = forms.BooleanField(
        label="Obligation de répondre aux convocations au moment des manifestations sportives", required=False
    )
    check_in_place = PlainCharField(label="Service auprès duquel se présenter", max_length=160, required=False)

    def clean(self):
        data = super().clean()
        months, previous_on = data.get("duration_months"), data.get("previous_ban_on")
        if months and months > (longest := longest_months(previous_on, localdate())):
            self.add_error(
                "duration_months",
                f"L'interdiction ne peut dépasser {longest} mois"
                f"{'' if previous_on else ' sans interdiction dans les trois années précédentes'} ({ARTICLE}).",
            )
        if data.get("check_in_duty") and not data.get("check_in_place") and "check_in_place" not in self.errors:
            self.add_error("check_in_place", "Indiquer le service auprès duquel la personne se présente.")
        return data


def before(months: int) -> Former:
    return Former(
        months, f"{ARTICLE}, rédaction antérieure au 21 mai 2023", LOW,
        comment="Avant le 21 mai 2023, une interdiction de stade pouvait-elle durer vingt-quatre mois, et trente-six en"
        " cas de réitération ?",
    )  # fmt: skip


def longest_months(previous_on: date | None, on: date) -> int:
    """Longer for whoever was already banned within the years before that day."""
    again = previous_on is not None and add_months(previous_on, int(parameter(LOOK_BACK, on))) >= on
    return int(parameter(LONGEST_AGAIN if again else LONGEST, on))


def duration_is_lawful(case: Case, at: datetime) -> list[Finding]:
    """Judged again on the day of the signature: the earlier ban may have become too old."""
    today = paris_day(at)
    longest = longest_months(day_of(case.answers, "previous_ban_on"), today)
    if case.answers["duration_months"] <= longest:
        return []
    return [Finding(f"L'interdiction ne peut dépasser {longest} mois.", ARTICLE)]


def start_is_to_come(case: Case, at: datetime) -> list[Finding]:
    starts_on = day_of(case.answers, "starts_on")
    if starts_on and starts_on < paris_day(at):
        return [Finding(f"L'interdiction commencerait le {french_long(starts_on)}, avant sa signature.", ARTICLE)]
    return []


def date_the_ban(move: Move) -> None:
    """From the notification or from the day that it sets, if later; the last day is included."""
    notified_on = paris_day(move.case.notified_at)
    starts_on = max(notified_on, day_of(move.case.answers, "starts_on") or notified_on)
    last_on = add_months(starts_on, move.case.answers["duration_months"]) - timedelta(days=1)
    last_as(move, starts_on, last_on)


PROCEDURE = Procedure(
    code="stadium_ban",
    label="Interdiction administrative de stade",
    short_label="Interdiction de stade",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="IAS",
    legal_basis=(ARTICLE, "CRPA, art. L121-1 à L122-2 et L211-2"),
    help_text="Après procédure contradictoire, sauf urgence. Douze mois au plus, vingt-quatre si une interdiction a été"
    " prononcée dans les trois années précédentes. Vaut sur tout le territoire national.",
    form=StadiumBanForm,
    title=lambda answers: f"Interdiction de stade, {answers['party']}",
    hearing_required=True,
    sensitivity=dossier.SENSITIVITY,
    opinions=(
        Opinion("police", "Services de police, pour renseignements", "Avis facultatif", organisation_kind="police"),
    ),
    parameters=(
        Value(LONGEST, "Interdiction de stade : durée maximale", 12, "mois", ARTICLE, VERIFIED, SINCE,
              former=before(24)),
        Value(LONGEST_AGAIN, "Interdiction de stade : durée maximale en cas de réitération", 24, "mois", ARTICLE,
              VERIFIED, SINCE, former=before(36)),
        Value(LOOK_BACK, "Interdiction de stade : ancienneté de l'interdiction précédente", 36, "mois", ARTICLE,
              VERIFIED, comment="Trois années précédentes."),
    ),
    rules={"months": LONGEST, "repeated_months": LONGEST_AGAIN, "look_back": LOOK_BACK},
    letters=(
        LetterModel("hearing_invitation", "Lettre de procédure contradictoire", "letters/any/hearing_invitation.html",
                    "hearing_invitation"),
        LetterModel("order_ban", "Arrêté d'interdiction de stade", f"{dossier.FOLDER}/order.html", "police_measure"),
        dossier.NOTIFICATION,
    ),
    visas=(
        "Vu le code du sport, notamment son article L332-16 ;",
        "Vu le code des relations entre le public et l'administration, notamment ses articles L121-1 et L211-2 ;",
        dossier.REPORTS,
        *dossier.HEARD,
    ),
    outcomes=(
        Outcome(
            "ban",
            "Interdiction de stade",
            letter="order_ban",
            act_kind="police_measure",
            title="Arrêté portant interdiction administrative de stade, {{ applicant.name }}",
            grounds=(
                dossier.FACTS,
                "Considérant que, par son comportement d'ensemble ou par ces actes, {{ applicant.name }} constitue une"
                " menace pour l'ordre public à l'occasion de manifestations sportives ;",
                dossier.HEARING_WAIVED,
                "{% if answer_codes.previous_ban_on %}Considérant qu'une interdiction lui a déjà été notifiée le"
                " {{ answers.previous_ban_on }} ;{% endif %}",
            ),
            articles=(
                "Il est interdit à {{ applicant.name }} de pénétrer et de se rendre aux abords des enceintes où se"
                " déroulent des manifestations sportives auxquelles participent : {{ answers.teams }}"
                " ({{ answers.competitions }}).",
                "Cette interdiction vaut pour {{ answers.duration_months }} mois à compter"
                " {% if answer_codes.starts_on %}du {{ answers.starts_on }}{% else %}de la notification du présent"
                " arrêté{% endif %}.",
                "{% if answer_codes.check_in_duty %}{{ applicant.name }} répond, au moment de ces manifestations, aux"
                " convocations du service suivant : {{ answers.check_in_place }}.{% endif %}",
                "Le fait de ne pas respecter le présent arrêté est puni d'un an d'emprisonnement et de 3 750 euros"
                " d'amende (article L332-16 du code du sport).",
            ),
            favourable=False,
            final_stage="in_execution",
        ),
    ),
    checks=(duration_is_lawful, start_is_to_come),
    effects={"notify": date_the_ban},
)  # fmt: skip
