"""Renewal of the approval of a domiciliation company: the same dossier and clock; a late request is examined too."""

from dataclasses import replace

from directorate.casework.professional_titles import FORMER_TITLE, RENEWED, of_renewal, title_can_be_renewed
from police_admin.procedures.economy import domiciliation

FIRST = domiciliation.PROCEDURE
GRANT, REFUSAL = FIRST.outcomes
LETTERS = tuple(
    replace(letter, template="letters/title_renewal/acknowledgement.html")
    if letter.code == "acknowledgement"
    else letter
    for letter in FIRST.letters
)

PROCEDURE = replace(
    FIRST,
    code="business_domiciliation_renewal",
    label="Renouvellement de l'agrément d'une entreprise de domiciliation",
    short_label="Domiciliation, renouvellement",
    reference_code="DOR",
    help_text="À demander deux mois avant l'échéance. Une demande tardive s'instruit : l'agrément reste valable jusqu'à"
    " son terme.",
    title=lambda answers: f"Domiciliation d'entreprises, renouvellement, {answers['party']}",
    letters=LETTERS,
    dates=(of_renewal,),
    visas=(FIRST.visas[0], FORMER_TITLE, FIRST.visas[1]),
    outcomes=(
        replace(
            GRANT,
            title="Arrêté portant renouvellement de l'agrément de l'entreprise de domiciliation {{ applicant.name }}",
            articles=(
                "L'agrément pour exercer l'activité de domiciliation d'entreprises est renouvelé au bénéfice de"
                " {{ applicant.name }}, {{ place.address }}, {{ place.commune }}, pour les locaux suivants :"
                " {{ answers.premises }}.",
                RENEWED,
                *GRANT.articles[1:],
            ),
        ),
        replace(
            REFUSAL,
            title="Arrêté portant refus de renouvellement de l'agrément de l'entreprise de domiciliation"
            " {{ applicant.name }}",
            articles=(
                "La demande de renouvellement de l'agrément n° {{ renews.number }} présentée par {{ applicant.name }},"
                " {{ place.address }}, {{ place.commune }}, est rejetée.",
            ),
        ),
    ),
    checks=(*FIRST.checks, title_can_be_renewed(domiciliation.ARTICLES)),
    related=("business_domiciliation_approval", "business_domiciliation_change", "business_domiciliation_sanction"),
)
