"""The dated values of the information of the public and of natural disasters."""

from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value

INSURANCE, ENVIRONMENT = "Code des assurances", "Code de l'environnement"
DISASTER = "Code des assurances, art. L125-1"

FILE_YEARS = "civil.ddrm_years"
REQUEST_MONTHS = "civil.catnat_months"
FORMER_MONTHS = "civil.catnat_months_before"
REFORM_ON = "civil.catnat_reform"
INSURED_DAYS = "civil.catnat_insured_days"
DECISION_MONTHS = "civil.catnat_decision_months"
WARNING_DAYS = "civil.catnat_warning_days"
STATEMENT_MONTHS = "civil.ial_statement_months"

VALUES = (
    Value(FILE_YEARS, "DDRM : mise à jour", 5, "ans", f"{ENVIRONMENT}, art. R125-11", VERIFIED),
    Value(REQUEST_MONTHS, "CatNat : demande de la commune, après le début du phénomène", 24, "mois", DISASTER,
          VERIFIED),
    Value(FORMER_MONTHS, "CatNat : demande de la commune, phénomènes antérieurs à la réforme", 18, "mois", DISASTER,
          VERIFIED),
    Value(
        REFORM_ON, "CatNat : phénomènes auxquels le délai réformé s'applique, à partir du", "2022-01-01", "", DISASTER,
        LOW,
        comment="Le délai de 24 mois vaut-il pour les phénomènes commencés à partir du 1er janvier 2022, ou d'une autre"
        " date ?",
    ),
    Value(INSURED_DAYS, "CatNat : déclaration des assurés après le Journal officiel", 30, "jours", DISASTER, VERIFIED),
    Value(
        DECISION_MONTHS, "CatNat : publication de la décision après le dépôt", 3, "mois", DISASTER, LOW,
        comment="Quel est aujourd'hui le délai de publication de l'arrêté interministériel après le dépôt de la"
        " demande ?",
    ),
    Value(WARNING_DAYS, "CatNat : dernier jour de dépôt annoncé", 60, "jours", "Règle interne de la direction", MEDIUM),
    Value(STATEMENT_MONTHS, "IAL : âge maximal de l'état des risques", 6, "mois",
          f"{ENVIRONMENT}, art. L125-5 et R125-26", VERIFIED),
)  # fmt: skip
