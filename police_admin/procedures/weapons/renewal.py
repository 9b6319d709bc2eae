"""Renewal of an authorisation of category B (CSI, art. R312-13 and R312-14): same file, clock and silence.

Asked three months before the end at the latest. Later, the holder is invited to be heard and the order to part with
the weapons is prepared: from the end of the title on, nothing allows to hold them.
"""

from collections.abc import Iterator
from datetime import datetime

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Procedure
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.values import INTERNAL_SECURITY, MEDIUM, Value
from police_admin.procedures.weapons import authorisation, dossier

ARTICLES = "CSI, art. R312-13 et R312-14"


def is_late(case: Case) -> bool:
    permit = case.renews
    return permit is not None and permit.renew_by is not None and case.received_on > permit.renew_by


def divestment_to_prepare(facts: Facts) -> Iterator[Expected]:
    """A late request: the order to part with the weapons is ready when the title ends."""
    case = facts.case
    if not is_late(case) or case.renews.expires_on is None:
        return
    due_on = case.renews.expires_on
    steps = [
        step("Dernier jour pour demander le renouvellement", case.renews.renew_by, article=ARTICLES),
        step("Demande reçue", case.received_on),
        step("Fin du titre : sans renouvellement, les armes ne peuvent plus être détenues", due_on),
    ]
    if case.decided_at is not None:
        state = State.MET
    else:
        state = State.RUNNING if case.is_open else State.VOID
    yield Expected(
        code="divestment_to_prepare",
        label="Demande tardive : dessaisissement à préparer avant la fin du titre",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=state,
        article=ARTICLES,
        computation=explained(Computation("", due_on, steps=steps)),
    )


def late_holder_is_heard(case: Case, at: datetime) -> list[Finding]:
    """A refusal after a late request follows an invitation; a grant is told that the request was late."""
    if not is_late(case):
        return []
    hearing = getattr(case, "hearing", None)
    invited = hearing is not None and bool(hearing.sent_on or hearing.exception)
    if invited and dossier.favours(case):
        return []
    late = f"La demande est arrivée le {french_long(case.received_on)}, après le {french_long(case.renews.renew_by)}"
    found = []
    if not invited:
        found.append(
            Finding(
                f"{late} : le titulaire est à inviter à présenter ses observations.",
                ARTICLES,
                blocking=not dossier.favours(case),
            )
        )
    if not dossier.favours(case):
        found.append(
            Finding(
                f"Le titre {case.renews.number} prend fin le {french_long(case.renews.expires_on)} : ouvrir le dossier"
                " de dessaisissement.",
                "CSI, art. L312-11",
                blocking=False,
            )
        )
    return found


def former_title_has_ended(case: Case, at: datetime) -> list[Finding]:
    expires_on = case.renews.expires_on if case.renews else None
    if expires_on is None or expires_on >= paris_day(at):
        return []
    return [
        Finding(
            f"L'autorisation {case.renews.number} a pris fin le {french_long(expires_on)} : les armes sont détenues"
            " sans titre depuis.",
            ARTICLES,
            blocking=False,
        )
    ]


class RenewalForm(authorisation.WeaponAuthorisationForm):
    """The same file, for weapons that are already held."""

    weapons = dossier.weapons_field("Armes dont l'autorisation est à renouveler")
    weapon_count_b = forms.IntegerField(label="Nombre d'armes à renouveler (A1 ou B)", min_value=1, max_value=1000)
    weapons_held_b = forms.IntegerField(label="Autres armes de catégorie B détenues", min_value=0, max_value=1000)


PROCEDURE = Procedure(
    code=authorisation.RENEWAL,
    label="Renouvellement d'une autorisation de détention d'armes de catégorie B",
    short_label="Armes, renouvellement",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARR",
    legal_basis=authorisation.LEGAL_BASIS,
    help_text="À demander trois mois au plus tard avant l'échéance. Le titulaire qui demande tard est invité à"
    " présenter ses observations, et un dessaisissement est préparé.",
    form=RenewalForm,
    title=lambda answers: f"Armes, renouvellement, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    # Ruling on a request asks for no hearing; the bureau holds one when it comes late.
    hearing_offered=True,
    pieces=authorisation.PIECES,
    opinions=(dossier.POLICE_INQUIRY,),
    clock=authorisation.CLOCK,
    validity=authorisation.VALIDITY,
    letters=(
        *letters_of_request("Arrêté de renouvellement", f"{dossier.FOLDER}/order.html"),
        LetterModel("hearing_invitation", "Lettre invitant le titulaire à présenter ses observations",
                    f"{dossier.FOLDER}/renewal_invitation.html", "hearing_invitation"),
    ),
    parameters=(
        Value("weapons.first_call_months", "Armes : premier rappel au titulaire avant l'échéance", 6, "mois",
              f"{INTERNAL_SECURITY}, art. R312-13 et R312-14 ; usage du bureau", MEDIUM),
        Value("weapons.second_call_months", "Armes : second rappel au titulaire avant l'échéance", 4, "mois",
              f"{INTERNAL_SECURITY}, art. R312-13 et R312-14 ; usage du bureau", MEDIUM),
    ),
    rules=authorisation.RULES,
    visas=(
        *authorisation.VISAS,
        "Vu l'autorisation n° {{ renews.number }} délivrée le {{ renews.issued_on }} ;",
        dossier.REQUEST_VISA,
        *dossier.HEARING_VISAS,
    ),
    outcomes=authorisation.outcomes(
        title="renouvellement de l'autorisation de détention d'armes de catégorie B",
        opening=(
            "L'autorisation n° {{ renews.number }} délivrée le {{ renews.issued_on }} à {{ applicant.name }} est"
            f" renouvelée pour{authorisation.HOLDING}, au titre du motif suivant : {{{{ answers.motive|lower }}}}, pour"
            " une durée de {{ validity.duration }}. Sont concernées les armes suivantes : {{ answers.weapons }}.",
        ),
        refusal="La demande de renouvellement de l'autorisation n° {{ renews.number }} présentée par"
        " {{ applicant.name }} est rejetée.",
    ),
    checks=(*authorisation.CHECKS, former_title_has_ended, late_holder_is_heard),
    dates=(divestment_to_prepare, authorisation.licence_lapse),
    elsewhere=dossier.domicile_elsewhere,
    related=(authorisation.CODE, "weapon_divestment_order"),
)  # fmt: skip
