"""European firearms pass (CSI, art. R316-7): asked in the national system (SIA), receipted, then delivered or refused.

Five years; no longer than the authorisation of a weapon that it bears.
"""

from django import forms

from directorate.casework.procedure import Archetype, LetterModel, PermitConcerned, Piece, Procedure, Validity
from directorate.parameters.values import INTERNAL_SECURITY, LOW, MEDIUM, Value
from police_admin.procedures.weapons import dossier

ARTICLE = "CSI, art. R316-7"
MONTHS, RENEWAL = "weapons.european_pass_months", "weapons.european_pass_renewal_months"


@dossier.consulting("check_finiada")
class EuropeanPassForm(forms.Form):
    """The weapons that the pass bears; its end when one of them is under an authorisation."""

    domicile = dossier.domicile_field("Domicile du demandeur")
    sia_account_id = dossier.sia_field()
    weapons = dossier.weapons_field("Armes à inscrire sur la carte")
    authorised_months = forms.IntegerField(
        label="Mois restant à courir de l'autorisation", min_value=1, max_value=120, required=False,
        help_text="Si une arme soumise à autorisation est inscrite : la carte finit avec son autorisation.",
    )  # fmt: skip


CODE = "european_firearms_pass"
PROCEDURE = Procedure(
    code=CODE,
    label="Carte européenne d'arme à feu",
    short_label="Armes, carte européenne",
    archetype=Archetype.DECLARATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ACE",
    legal_basis=(ARTICLE, dossier.CHECKS_ARTICLE),
    help_text="Demandée par le compte SIA, par qui détient légalement des armes et veut voyager avec elles. La carte"
    " nouvelle remplace la précédente.",
    form=EuropeanPassForm,
    title=lambda answers: f"Carte européenne d'arme à feu, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    concerns=PermitConcerned((CODE,), "Numéro de la carte précédente, s'il en existe une", required=False),
    pieces=(
        Piece("identity", "Pièce d'identité"),
        Piece("domicile", "Justificatif de domicile"),
        Piece("titles", "Autorisations et récépissés de déclaration des armes à inscrire"),
    ),
    letters=(
        *dossier.DECLARED,
        LetterModel("order_grant", "Arrêté de délivrance", f"{dossier.FOLDER}/order.html", "grant"),
        LetterModel("order_refusal", "Arrêté de refus", f"{dossier.FOLDER}/order.html", "refusal"),
        LetterModel("notification", "Lettre de notification", "letters/any/notification.html"),
    ),
    validity=Validity(
        months_parameter=MONTHS,
        renew_before_parameter=RENEWAL,
        article=ARTICLE,
        number_prefix="CEAF",
        permit_label="Carte européenne d'arme à feu",
        months_field="authorised_months",
    ),
    parameters=(
        Value(MONTHS, "Carte européenne d'arme à feu : durée", 60, "mois", f"{INTERNAL_SECURITY}, art. R316-7",
              MEDIUM, comment="L'article R316-7 fixe-t-il à cinq ans la durée de la carte européenne ?"),
        Value(RENEWAL, "Carte européenne d'arme à feu : nouvelle demande avant l'échéance", 3, "mois",
              "Usage du bureau", LOW,
              comment="Combien de mois avant l'échéance le titulaire d'une carte européenne doit-il en demander une"
              " nouvelle ?"),
    ),
    visas=(dossier.visa_of_code("son article R316-7"), dossier.REQUEST_VISA),
    outcomes=(
        dossier.granted(
            "Arrêté portant délivrance d'une carte européenne d'arme à feu, {{ applicant.name }}",
            (
                "Une carte européenne d'arme à feu est délivrée à {{ applicant.name }} pour une durée de"
                " {{ validity.duration }}. Y sont inscrites les armes suivantes : {{ answers.weapons }}.",
                "Toute carte délivrée auparavant au même titulaire est nulle.",
                "En cas de vente, de perte, de vol, de destruction ou de transformation d'une arme inscrite, une"
                " nouvelle carte est demandée.",
            ),
            ("Considérant que le demandeur réside en France et détient légalement les armes à inscrire ;",),
            label="Délivrance",
            final_stage="closed",
        ),
        dossier.refused(
            "Arrêté portant refus d'une carte européenne d'arme à feu, {{ applicant.name }}",
            "que la carte européenne d'arme à feu n'est délivrée qu'à qui détient ou utilise légalement les armes qui y"
            " sont inscrites",
            "La demande de carte européenne d'arme à feu présentée par {{ applicant.name }} est rejetée.",
        ),
    ),
    checks=(dossier.domicile_is_here, dossier.registers_are_compatible),
    elsewhere=dossier.domicile_elsewhere,
    related=("weapon_authorisation_b", "weapon_declaration_c"),
)  # fmt: skip
