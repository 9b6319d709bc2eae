"""Ban on appearing at a drug spot (CSI, art. L22-11-1): a month at most, never where the person lives.

The prosecutor is informed before the signature. The person is heard afterwards, and the measure may then be lifted.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django import forms
from django.utils.timezone import localdate

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import PastInstantField, day_of, instant_of, instant_words
from directorate.casework.measures import last_as
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Procedure
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, VERIFIED, Value
from police_admin.procedures.individual_measures import dossier
from police_admin.procedures.terms import DRUGS_LAW_ON, NO_POWER

ARTICLE = "CSI, art. L22-11-1"
LONGEST, OBSERVATIONS = "drug_spot_exclusion.months", "drug_spot_exclusion.observation_days"


class DrugSpotForm(dossier.FactsForm):
    """The place, the person's life, who was told before, then what she answers."""

    perimeter = LinesField(
        label="Périmètre interdit", max_length=4000, help_text="Une voie par ligne, avec ses limites.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    home_in_perimeter = forms.BooleanField(label="Le domicile de la personne est dans ce périmètre", required=False)
    private_life = PlainCharField(
        label="Vie familiale et professionnelle prise en considération", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="École, travail, soins, parents : ce qui est dans le périmètre, et comment elle s'y rendra.",
    )  # fmt: skip
    prosecutor_informed_at = PastInstantField(label="Procureur de la République informé le", required=False)
    starts_on = LegalDateField(label="À compter du", required=False, help_text="Vide : dès la notification.")
    ends_on = LegalDateField(label="Jusqu'au (inclus)")
    observations_on = LegalDateField(label="Observations reçues le", required=False)
    observations = PlainCharField(
        label="Teneur des observations", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self):
        data = super().clean()
        if data.get("home_in_perimeter"):
            self.add_error(
                "home_in_perimeter", f"Le domicile ne peut être dans le périmètre interdit : le réduire ({ARTICLE})."
            )
        starts_on, ends_on = data.get("starts_on") or localdate(), data.get("ends_on")
        if ends_on and ends_on < starts_on:
            self.add_error("ends_on", "La fin de l'interdiction ne peut précéder son début.")
        elif ends_on and data.get("starts_on") and ends_on > longest_end(starts_on):
            self.add_error("ends_on", too_long(starts_on))
        if data.get("observations") and not data.get("observations_on") and "observations_on" not in self.errors:
            self.add_error("observations_on", "Indiquer le jour où les observations ont été reçues.")
        return data


def longest_end(starts_on):
    """The last day of the longest ban that begins that day: a month of same number, that day included."""
    return add_months(starts_on, int(parameter(LONGEST, starts_on))) - timedelta(days=1)


def too_long(starts_on) -> str:
    months = int(parameter(LONGEST, starts_on))
    if not months:
        return f"Cette interdiction n'existe que depuis le {french_long(DRUGS_LAW_ON)} ({ARTICLE})."
    return (
        f"L'interdiction ne peut dépasser {letters.period_in_words(months)} : pas au-delà du"
        f" {french_long(longest_end(starts_on))} ({ARTICLE})."
    )


def of_observations(facts: Facts) -> Iterator[Expected]:
    """The days left to the person to answer, once the ban is notified to her."""
    case = facts.case
    if case.notified_at is None:
        return
    notified_on = paris_day(case.notified_at)
    rule = facts.rules.of("observations", OBSERVATIONS, notified_on)
    due_on = notified_on + timedelta(days=int(rule.value))
    answered_on = day_of(case.answers, "observations_on")
    steps = [
        step("Interdiction notifiée, invitation à présenter des observations", notified_on, article=ARTICLE),
        step(f"{rule.value} {rule.unit} laissés pour répondre", due_on),
    ]
    if answered_on:
        state = State.MET if answered_on <= due_on else State.PASSED
        steps.append(step("Observations reçues", answered_on))
    elif due_on < facts.on:
        state = State.PASSED
    else:
        state = State.RUNNING if case.is_open else State.VOID
    yield Expected(
        code="observations", label="Observations attendues après la mesure", kind=Kind.HEARING, due_on=due_on,
        state=state, article=ARTICLE, parameter_version=rule.version,
        computation=explained(Computation("R7", due_on, steps=steps), rule),
    )  # fmt: skip


def prosecutor_was_told_before(case: Case, at: datetime) -> list[Finding]:
    informed_at = instant_of(case.answers, "prosecutor_informed_at")
    if informed_at is not None and informed_at <= at:
        return []
    said = f" (indiqué : {instant_words(informed_at)})" if informed_at else ""
    return [Finding(f"Le procureur de la République n'est pas informé avant la signature{said}.", ARTICLE)]


def home_and_life_are_kept(case: Case, at: datetime) -> list[Finding]:
    found = []
    if case.answers.get("home_in_perimeter"):
        found.append(Finding("Le domicile de la personne est dans le périmètre interdit.", ARTICLE))
    if not case.answers.get("private_life"):
        found.append(Finding("La vie familiale et professionnelle de la personne n'est pas prise en considération.",
                             ARTICLE))  # fmt: skip
    return found


def duration_is_lawful(case: Case, at: datetime) -> list[Finding]:
    starts_on = max(paris_day(at), day_of(case.answers, "starts_on") or paris_day(at))
    ends_on = day_of(case.answers, "ends_on")
    if ends_on < starts_on:
        return [Finding(f"L'interdiction finirait le {french_long(ends_on)}, avant d'avoir commencé.", ARTICLE)]
    return [Finding(too_long(starts_on), ARTICLE)] if ends_on > longest_end(starts_on) else []


def date_the_ban(move: Move) -> None:
    """On notification: its days, and the letter that invites the person to answer."""
    case = move.case
    notified_on = paris_day(case.notified_at)
    starts_on = max(notified_on, day_of(case.answers, "starts_on") or notified_on)
    last_as(move, starts_on, day_of(case.answers, "ends_on"))
    answer_by = notified_on + timedelta(days=int(parameter(OBSERVATIONS, notified_on)))
    letters.write(move, "observations_invitation", {"answer_by": answer_by})


PROCEDURE = Procedure(
    code="drug_spot_exclusion",
    label="Interdiction de paraître sur un point de deal",
    short_label="Interdiction de paraître",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="IDP",
    legal_basis=(ARTICLE,),
    legal_check_required=True,
    help_text="Un mois au plus. Le procureur de la République est informé avant la signature, le domicile est exclu du"
    " périmètre, et la personne présente ses observations après la notification.",
    form=DrugSpotForm,
    title=lambda answers: f"Interdiction de paraître, {answers['party']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    opinions=(
        Opinion("prosecutor", "Procureur de la République", "Usage, avis facultatif", organisation_kind="court"),
        Opinion("police", "Services de police, pour renseignements", "Avis facultatif", organisation_kind="police"),
    ),
    parameters=(
        Value(LONGEST, "Interdiction de paraître : durée maximale", 1, "mois", ARTICLE, VERIFIED, DRUGS_LAW_ON,
              former=NO_POWER),
        Value(
            OBSERVATIONS, "Interdiction de paraître : délai pour présenter des observations", 5, "jours",
            "Amendement au projet de loi de 2025", LOW,
            comment="Le délai de cinq jours pour présenter des observations après une interdiction de paraître"
            " figure-t-il dans le texte définitif de l'article L22-11-1 du code de la sécurité intérieure ?",
        ),
    ),
    rules={"months": LONGEST, "observation_days": OBSERVATIONS},
    dates=(of_observations,),
    letters=(
        LetterModel("order_ban", "Arrêté d'interdiction de paraître", f"{dossier.FOLDER}/order.html", "police_measure"),
        dossier.NOTIFICATION,
        LetterModel("observations_invitation", "Invitation à présenter des observations",
                    f"{dossier.FOLDER}/observations_invitation.html"),
    ),
    visas=(
        "Vu le code de la sécurité intérieure, notamment son article L22-11-1 ;",
        dossier.REPORTS,
        "{% if answer_codes.prosecutor_informed_at %}Vu l'information du procureur de la République le"
        " {{ answers.prosecutor_informed_at }} ;{% endif %}",
    ),
    outcomes=(
        Outcome(
            "ban",
            "Interdiction de paraître",
            letter="order_ban",
            act_kind="police_measure",
            title="Arrêté portant interdiction de paraître, {{ applicant.name }}",
            grounds=(
                dossier.FACTS,
                "Considérant que {{ applicant.name }} participe, par ces faits, à l'occupation de la voie publique en"
                " lien avec un trafic de stupéfiants, qui trouble l'ordre public ;",
                "{% if answer_codes.private_life %}Considérant que sa vie familiale et professionnelle a été prise en"
                " considération : {{ answers.private_life }} ;{% endif %}",
                "Considérant que son domicile n'est pas compris dans le périmètre interdit ;",
            ),
            articles=(
                "Il est interdit à {{ applicant.name }} de paraître dans le périmètre suivant :"
                " {{ answers.perimeter }}.",
                "Cette interdiction s'applique {% if answer_codes.starts_on %}du {{ answers.starts_on }}{% else %}de la"
                " notification du présent arrêté{% endif %} au {{ answers.ends_on }} inclus.",
                "{{ applicant.name }} est invité à présenter des observations écrites ou, sur sa demande, orales, dans"
                " un délai de {{ rules.observation_days }} jours à compter de la notification.",
            ),
            favourable=False,
            final_stage="in_execution",
        ),
    ),
    checks=(prosecutor_was_told_before, home_and_life_are_kept, duration_is_lawful),
    effects={"notify": date_the_ban},
    known_afterwards=("observations_on", "observations"),
)  # fmt: skip
