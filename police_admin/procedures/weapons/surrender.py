"""Weapons handed over at once, then given back or seized for good (CSI, art. L312-7 to L312-10).

Two files for two decisions. The first is taken without any formality nor hearing, when the behaviour or the health of
the holder is a grave danger; the police keep the weapons for a year at most. Before its end the second, after a
hearing, gives them back or seizes them, and closes the first.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django import forms

from directorate.casework.deadlines import Expected, Facts
from directorate.casework.forms import PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.nightly import refresh_one
from directorate.casework.procedure import Archetype, Finding, Opinion, Outcome, Procedure
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import INTERNAL_SECURITY, MEDIUM, VERIFIED, Value
from directorate.permits.models import Permit
from directorate.web.errors import DomainError
from police_admin.procedures.weapons import dossier

SURRENDER, OUTCOME = "weapon_immediate_surrender", "weapon_surrender_outcome"
BASIS = "CSI, art. L312-7 à L312-10"
FIRST, LAST, YEAR = (months for _, _, months in dossier.CUSTODY)
VALUES = (
    Value(YEAR, "Armes remises : durée de leur conservation, au plus", 12, "mois",
          f"{INTERNAL_SECURITY}, art. L312-9", VERIFIED),
    Value(FIRST, "Armes remises : rappel pour engager le contradictoire", 9, "mois",
          f"{INTERNAL_SECURITY}, art. L312-9 ; usage du bureau", MEDIUM),
    Value(LAST, "Armes remises : rappel pour signer et notifier la décision finale", 11, "mois",
          f"{INTERNAL_SECURITY}, art. L312-9 ; usage du bureau", MEDIUM),
)  # fmt: skip
RULES = {"months": YEAR, "first_alert": FIRST, "last_alert": LAST}
TRIGGERS = [
    ("domestic_violence", "Violences intrafamiliales"),
    ("suicide_risk", "Risque de passage à l'acte contre soi"),
    ("psychiatric", "État de santé signalé par l'autorité compétente"),
    ("threats", "Menaces ou violences envers autrui"),
    ("other", "Autre danger grave"),
]
DANGERS = [("self", "Pour elle-même"), ("others", "Pour autrui"), ("both", "Pour elle-même et pour autrui")]


class SurrenderForm(dossier.ForbiddingForm):
    """The danger and its facts. Nothing medical: what was seen, by whom, and the reference of the report."""

    trigger = forms.ChoiceField(label="Nature du danger", choices=TRIGGERS)
    danger = forms.ChoiceField(label="Danger grave que présente la personne", choices=DANGERS)
    facts = dossier.facts_field()
    weapons = dossier.weapons_field("Armes, munitions et éléments connus, toutes catégories")
    report_references = dossier.reports_field()
    seized_on = dossier.PastDateField(
        label="Armes remises ou saisies le", required=False,
        help_text="Vide si elles sont remises à la notification ; à compléter si la saisie a lieu un autre jour.",
    )  # fmt: skip
    storage_place = PlainCharField(label="Lieu de conservation", max_length=160, required=False)


def taken_on(case: Case) -> date | None:
    """The day the weapons were taken; that of the notification unless another is known, before or after it."""
    if case.notified_at is None:
        return None
    return day_of(case.answers, "seized_on") or paris_day(case.notified_at)


def custody_of_surrender(facts: Facts) -> Iterator[Expected]:
    case, started_on = facts.case, taken_on(facts.case)
    if started_on is None or case.outcome != "surrender":
        return
    named = Case.objects.filter(procedure_code=OUTCOME, answers__origin_reference=case.reference)
    yield from dossier.custody(
        facts, started_on, heard=named.filter(hearing__sent_on__isnull=False).exists(),
        ended_on=paris_day(case.closed_at) if case.closed_at else None,
    )  # fmt: skip


def suspend_the_title(move: Move) -> None:
    """The holder may have no weapon until the final decision, which ends his title or gives it back."""
    dossier.change_the_title(move, Permit.State.SUSPENDED)


def give_the_title_back(move: Move) -> None:
    dossier.change_the_title(move, Permit.State.IN_FORCE, on=move.today)


def say_how_it_ended(move: Move) -> None:
    """By the final decision; or nothing was found, or the weapons are no longer there."""
    if not move.details.get("text", "").strip():
        raise DomainError(
            "Indiquer la suite : dossier et sens de la décision finale, ou pourquoi il n'y en a pas à prendre.",
            field="text",
        )


def police_are_ready(case: Case, at: datetime) -> list[Finding]:
    return [
        Finding(
            "À défaut de remise, la saisie au domicile suppose l'autorisation du juge des libertés et de la détention"
            " et se fait entre 6 heures et 21 heures. Le procureur de la République est informé.",
            "CSI, art. L312-8",
            blocking=False,
        )
    ]


FACTS = (
    "Considérant qu'il ressort des éléments transmis au préfet que les faits suivants ont été constatés :"
    " {{ answers.facts }} ;"
)

IMMEDIATE = Procedure(
    code=SURRENDER,
    label="Remise immédiate d'armes",
    short_label="Armes, remise immédiate",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARS",
    legal_basis=(BASIS,),
    help_text="Danger grave pour soi ou pour autrui : sans formalité ni contradictoire. Les armes sont gardées un an au"
    " plus ; la restitution ou la saisie définitive se décide avant, dans un second dossier, après contradictoire.",
    form=SurrenderForm,
    title=lambda answers: f"Remise immédiate d'armes, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    concerns=dossier.TITLE_CONCERNED,
    letters=dossier.measure_letters("order_surrender", "Arrêté de remise immédiate", report="surrender_report.html"),
    parameters=VALUES,
    rules=RULES,
    visas=(
        dossier.visa_of_code("ses articles L312-7 à L312-10"),
        dossier.REPORTS_VISA,
    ),
    outcomes=(
        Outcome(
            "surrender",
            "Remise immédiate",
            letter="order_surrender",
            act_kind="police_measure",
            title="Arrêté ordonnant la remise immédiate d'armes, {{ applicant.name }}",
            grounds=(
                "Considérant que, si le comportement ou l'état de santé d'une personne détentrice d'armes présente un"
                " danger grave pour elle-même ou pour autrui, le préfet peut lui ordonner, sans formalité préalable ni"
                " procédure contradictoire, de les remettre, quelle que soit leur catégorie ;",
                FACTS,
                "Considérant que ces faits caractérisent un danger grave"
                " {% if answer_codes.danger == 'self' %}pour la personne elle-même{% elif answer_codes.danger =="
                " 'others' %}pour autrui{% else %}pour la personne elle-même et pour autrui{% endif %} ;",
            ),
            articles=(
                "{{ applicant.name }} remet immédiatement aux services de police l'ensemble des armes, munitions et"
                " éléments en sa possession, notamment : {{ answers.weapons }}.",
                "La remise peut être faite par un membre de sa famille ou par une personne susceptible d'agir dans son"
                " intérêt. À défaut, les armes peuvent être saisies à son domicile, entre 6 heures et 21 heures, sur"
                " autorisation du juge des libertés et de la détention (article L312-8 du code de la sécurité"
                " intérieure).",
                "Les armes remises ou saisies sont conservées par les services de police pendant {{ rules.months }}"
                " mois au plus. Avant la fin de cette période, après que l'intéressé a été mis à même de présenter ses"
                " observations, leur restitution ou leur saisie définitive est décidée (article L312-9 du même code).",
                "Il est interdit à l'intéressé d'acquérir ou de détenir des armes, munitions et éléments, quelle que"
                " soit leur catégorie (article L312-10 du même code). Cette interdiction est inscrite au fichier"
                " national des interdits d'acquisition et de détention d'armes (FINIADA).",
                dossier.TITLE_STOPS,
            ),
            favourable=False,
            final_stage="in_execution",
        ),
    ),
    checks=(dossier.domicile_is_here, police_are_ready, dossier.finiada_is_to_be_filled),
    effects={"notify": suspend_the_title, "lift": give_the_title_back, "end_measure": say_how_it_ended},
    # A refusal to hand over leads to a seizure that the judge allows, some days later: the year runs from it.
    known_afterwards=("seized_on", "storage_place", "finiada_entered_on"),
    dates=(custody_of_surrender, dossier.finiada_entry),
    panels=(dossier.LINKED,),
    related=(OUTCOME, "weapon_ban_and_finiada"),
)  # fmt: skip


# --- the final decision -------------------------------------------------------------------------------------


@dossier.consulting("check_b2", "check_taj", "check_hopsyweb")
class OutcomeForm(dossier.OriginForm):
    """What was taken and when, and what has changed since."""

    seized_on = dossier.PastDateField(label="Armes remises ou saisies le")
    surrender_order = PlainCharField(label="Arrêté de remise (numéro et date)", max_length=120)
    weapons = dossier.weapons_field("Armes, munitions et éléments conservés")
    facts = dossier.facts_field()
    report_references = dossier.reports_field()
    specialist_certificate_on = dossier.PastDateField(
        label="Certificat d'un médecin spécialiste du", required=False,
        help_text="S'il est produit : sa date, jamais son contenu.",
    )  # fmt: skip


def seized_on(case: Case) -> date:
    return date.fromisoformat(case.answers["seized_on"])


def custody_of_outcome(facts: Facts) -> Iterator[Expected]:
    case, hearing = facts.case, facts.hearing
    yield from dossier.custody(
        facts, seized_on(case), heard=hearing is not None and bool(hearing.sent_on or hearing.exception),
        ended_on=paris_day(case.notified_at) if case.notified_at else None,
    )  # fmt: skip


def year_has_not_run_out(case: Case, at: datetime) -> list[Finding]:
    """After the year nothing is seized any more; what is signed in its last days is notified in time."""
    today, months = paris_day(at), int(parameter(YEAR, seized_on(case)))
    ends_on = add_months(seized_on(case), months)
    if today <= ends_on:
        return []
    return [
        Finding(
            f"Les {months} mois de conservation ont pris fin le {french_long(ends_on)}"
            + ("." if dossier.favours(case) else " : la saisie définitive se décidait avant."),
            dossier.CUSTODY_ARTICLE,
            blocking=not dossier.favours(case),
        )
    ]


def restitution_was_heard(case: Case, at: datetime) -> list[Finding]:
    """The person is invited before either decision, even the one that gives the weapons back (art. L312-9)."""
    hearing = getattr(case, "hearing", None)
    if not dossier.favours(case) or (hearing is not None and (hearing.sent_on or hearing.exception)):
        return []
    return [Finding("L'intéressé n'a pas été invité à présenter ses observations.", dossier.CUSTODY_ARTICLE)]


def finiada_is_to_be_cleared(case: Case, at: datetime) -> list[Finding]:
    if not dossier.favours(case):
        return []
    return [
        Finding(
            "La restitution est à reporter au FINIADA : l'inscription qui résultait de la remise en est effacée.",
            dossier.FINIADA_ARTICLE,
            blocking=False,
        )
    ]


def tell_the_surrender(move: Move) -> None:
    """Its first call has its answer: the person is being heard."""
    origin = dossier.followed_origin(move.case, SURRENDER)
    if origin is not None:
        refresh_one(origin.pk, move.at)


def carry_out(move: Move) -> None:
    """The surrender is over; the title that it had suspended gives rights again, or ends with a seizure for good."""
    kept = move.case.decision.outcome == "definitive_seizure"
    state = Permit.State.WITHDRAWN if kept else Permit.State.IN_FORCE
    dossier.change_the_title(move, state, of=dossier.followed_origin(move.case, SURRENDER))
    dossier.close_the_origin(move, SURRENDER)


KEPT = "les armes, munitions et éléments suivants, remis ou saisis le {{ answers.seized_on }} : {{ answers.weapons }}"
FINAL = Procedure(
    code=OUTCOME,
    label="Suite d'une remise d'armes : restitution ou saisie définitive",
    short_label="Armes, restitution ou saisie",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARF",
    legal_basis=(BASIS, dossier.HEARING_BASIS),
    legal_check_required=True,
    legal_question="Lorsque l'année de conservation est passée sans décision, la saisie définitive est-elle encore"
    " possible ou les armes sont-elles à restituer ?",
    help_text="Avant un an de conservation, après contradictoire. La décision notifiée clôt le dossier de remise. Une"
    " saisie définitive emporte interdiction de détenir des armes et fin du titre détenu.",
    form=OutcomeForm,
    title=lambda answers: f"Suite d'une remise d'armes, {answers['party']}",
    hearing_required=True,
    sensitivity=dossier.SENSITIVITY,
    concerns=dossier.TITLE_CONCERNED,
    opinions=(
        Opinion("police", "Services de police, pour renseignements", "Avis facultatif", organisation_kind="police"),
    ),
    letters=dossier.measure_letters(
        "order_outcome", "Arrêté de restitution ou de saisie définitive",
        invitation=f"{dossier.FOLDER}/outcome_invitation.html", report="outcome_report.html",
    ),
    parameters=VALUES,
    rules=RULES,
    visas=(
        dossier.visa_of_code("ses articles L312-7 à L312-10"),
        dossier.CRPA_VISA,
        "Vu l'arrêté de remise immédiate suivant : {{ answers.surrender_order }} ;",
        *dossier.HEARING_VISAS,
    ),
    outcomes=(
        Outcome(
            "restitution",
            "Restitution",
            letter="order_outcome",
            act_kind="police_measure",
            title="Arrêté portant restitution d'armes, {{ applicant.name }}",
            grounds=(
                "Considérant que [à compléter : les éléments qui établissent que le comportement ou l'état de santé de"
                " l'intéressé ne présente plus de danger grave] ;",
            ),
            articles=(
                f"Sont restitués à {{{{ applicant.name }}}} {KEPT}.",
                "La restitution suppose que l'intéressé justifie, pour chaque arme, du titre ou de la déclaration"
                " qu'exige sa catégorie.",
                "L'inscription de l'intéressé au fichier national des interdits d'acquisition et de détention d'armes"
                " qui résultait de la remise prend fin.",
            ),
        ),
        Outcome(
            "definitive_seizure",
            "Saisie définitive",
            letter="order_outcome",
            act_kind="police_measure",
            title="Arrêté portant saisie définitive d'armes, {{ applicant.name }}",
            grounds=(
                FACTS,
                "Considérant que [à compléter : les éléments qui établissent que le danger grave persiste] ;",
                dossier.NOT_HEARD,
            ),
            articles=(
                f"Sont saisis définitivement {KEPT}.",
                "Les armes saisies sont vendues aux enchères publiques et le produit net de la vente revient à"
                " l'intéressé ; celles qui ne peuvent être vendues sont détruites (article L312-9 du code de la"
                " sécurité intérieure).",
                "Il demeure interdit à l'intéressé d'acquérir et de détenir des armes, munitions et éléments, quelle"
                " que soit leur catégorie (article L312-10 du même code).",
                dossier.TITLE_ENDS,
            ),
            favourable=False,
        ),
    ),
    checks=(
        dossier.domicile_is_here, year_has_not_run_out, restitution_was_heard, dossier.registers_are_compatible,
        finiada_is_to_be_cleared,
        dossier.origin_is_of_the_same_person(SURRENDER),
    ),
    effects={"invite_to_hearing": tell_the_surrender, "notify": carry_out},
    dates=(custody_of_outcome,),
    panels=(dossier.LINKED,),
    related=(SURRENDER, "weapon_ban_and_finiada"),
)  # fmt: skip

PROCEDURES = (IMMEDIATE, FINAL)
