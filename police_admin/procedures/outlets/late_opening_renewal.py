"""Renewal of a late opening: same dossier, opinions and clock; a longer title, which replaces the former one."""

from datetime import datetime

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, Procedure
from directorate.legal_calendar.arithmetic import french_long
from police_admin.procedures.outlets import late_opening


class RenewalForm(late_opening.LateOpeningForm):
    longest_parameter = "late_opening.renewal_months"
    shortest_parameter = ""


def title_is_of_this_operator(case: Case, at: datetime) -> list[Finding]:
    """Said, for names are written in many ways: the derogation ends with the operator."""
    if not late_opening.grants(case):
        return []
    found = []
    if case.renews.holder != str(case.party):
        found.append(
            Finding(
                f"Le titre {case.renews.number} a été délivré à {case.renews.holder} : il a pris fin si l'exploitant a"
                " changé, et une première dérogation est alors à demander.",
                late_opening.LOCAL_ORDER,
                blocking=False,
            )
        )
    if case.renews.expires_on and case.renews.expires_on < paris_day(at):
        found.append(
            Finding(
                f"La dérogation {case.renews.number} a expiré le {french_long(case.renews.expires_on)}.",
                late_opening.LOCAL_ORDER,
                blocking=False,
            )
        )
    return found


PROCEDURE = Procedure(
    code="late_opening_renewal",
    label="Renouvellement d'une dérogation d'ouverture tardive",
    short_label="Ouverture tardive, renouvellement",
    archetype=Archetype.AUTHORISATION,
    unit=late_opening.UNIT,
    family=late_opening.FAMILY,
    reference_code="DBR",
    legal_basis=late_opening.LEGAL_BASIS,
    help_text="À demander deux mois avant l'échéance de la dérogation en cours, par le même exploitant.",
    form=RenewalForm,
    title=lambda answers: f"Ouverture tardive, renouvellement, {answers['place']}",
    requires_place=True,
    hearing_offered=True,
    pieces=late_opening.PIECES,
    opinions=late_opening.OPINIONS,
    clock=late_opening.CLOCK,
    validity=late_opening.validity("late_opening.renewal_months"),
    listing=late_opening.LISTING,
    letters=late_opening.LETTERS,
    rules=late_opening.RULES,
    visas=late_opening.VISAS,
    outcomes=late_opening.outcomes(
        title="renouvellement d'une dérogation d'ouverture tardive",
        opening="La dérogation n° {{ renews.number }} délivrée le {{ renews.issued_on }} est renouvelée au bénéfice de"
        " {{ applicant.name }} pour l'établissement « {{ place.name }} », {{ place.address }}, {{ place.commune }},"
        " pour une durée de {{ validity.duration }}.",
    ),
    checks=(*late_opening.CHECKS, title_is_of_this_operator),
    related=("late_opening_derogation", "administrative_closure_outlet"),
    legal_check_required=True,
)
