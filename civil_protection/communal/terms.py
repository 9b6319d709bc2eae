"""The dated values of communal safeguard plans."""

from directorate.parameters.values import LOW, VERIFIED, Value

PLAN_ARTICLE, REVIEW_ARTICLE = "CSI, art. L731-3", "CSI, art. R731-8"
SAFEGUARD = "Code de la sécurité intérieure"
ENVIRONMENT = "Code de l'environnement"

PLAN_YEARS = "civil.pcs_years"
REVISION_YEARS = "civil.pcs_revision_years"
EVALUATION_YEARS = "civil.pcs_evaluation_years"
EXERCISE_YEARS = "civil.pcs_exercise_years"
SEISMIC_FROM = "civil.pcs_seismic_zone"
COUNCIL_SINCE = "civil.municipal_renewal"
INTERCOMMUNAL_DUE = "civil.pics_due"
DICRIM_YEARS = "civil.dicrim_years"
DICRIM_KNOWN_YEARS = "civil.dicrim_known_years"
WARNING_MONTHS = "civil.plan_warning_months"

VALUES = (
    Value(PLAN_YEARS, "Plan communal de sauvegarde : délai après la notification", 2, "ans",
          f"{SAFEGUARD}, art. L731-3 et décret n° 2022-907 du 20 juin 2022", VERIFIED),
    Value(REVISION_YEARS, "Plan communal de sauvegarde : révision", 5, "ans", f"{SAFEGUARD}, art. R731-8", VERIFIED),
    Value(EVALUATION_YEARS, "Plan communal de sauvegarde : évaluation", 5, "ans", f"{SAFEGUARD}, art. R731-8",
          VERIFIED),
    Value(EXERCISE_YEARS, "Plan communal de sauvegarde : exercice", 5, "ans",
          f"{SAFEGUARD}, art. D731-10 et décret n° 2022-1532 du 8 décembre 2022", VERIFIED),
    Value(SEISMIC_FROM, "Plan communal de sauvegarde : zone de sismicité à partir de laquelle il est dû", 3, "",
          f"{SAFEGUARD}, art. R731-1", VERIFIED),
    Value(
        COUNCIL_SINCE, "Dernier renouvellement général des conseils municipaux", "2026-03-22", "",
        f"{SAFEGUARD}, art. L731-3", LOW,
        comment="À quelle date les conseils municipaux ont-ils été renouvelés pour la dernière fois ?",
    ),
    Value(
        INTERCOMMUNAL_DUE, "Plan intercommunal de sauvegarde : date limite", "2026-11-26", "",
        f"{SAFEGUARD}, art. L731-4", VERIFIED,
        comment="Quel établissement public à fiscalité propre doit ce plan ici, et où en est-il ?",
    ),
    Value(DICRIM_YEARS, "DICRIM : révision", 5, "ans", f"{ENVIRONMENT}, art. R125-11 (décret n° 2023-881)", VERIFIED),
    Value(DICRIM_KNOWN_YEARS, "DICRIM : porté à la connaissance du public au moins tous les", 2, "ans",
          f"{ENVIRONMENT}, art. R125-11 (décret n° 2023-881)", VERIFIED),
    Value(
        WARNING_MONTHS, "Plans communaux : échéance annoncée avant son terme", 6, "mois",
        "Règle interne de la direction", LOW,
        comment="Combien de mois avant leur terme les échéances des plans communaux doivent-elles être annoncées ?",
    ),
)  # fmt: skip
