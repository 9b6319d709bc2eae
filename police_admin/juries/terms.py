"""The dated values of the jury: what a text fixes, what the administration chooses, and the numbers of the articles.

The ordonnance 2025-1091 writes these rules anew under other numbers: the articles are values too.
"""

from directorate.parameters.values import HIGH, LOW, MEDIUM, VERIFIED, Value
from directorate.territory.department import HOME

CODE = "Code de procédure pénale"
ALLOCATION, NUMBERS = f"{CODE}, art. 260", f"{CODE}, art. A36-12"

VALUES = (
    Value("jury.inhabitants_per_juror", "Jury d'assises : habitants pour un juré", 1300, "habitants", ALLOCATION,
          VERIFIED),
    Value("jury.minimum", "Jury d'assises : nombre minimal de jurés", 200, "jurés", ALLOCATION, VERIFIED),
    Value(
        "jury.ministerial_number", "Jury d'assises : nombre fixé par arrêté ministériel", HOME.assizes["jurors"],
        "jurés", NUMBERS, LOW,
        comment=f"L'article A36-12 du code de procédure pénale fixe-t-il toujours à {HOME.assizes['jurors']}"
        f" le nombre des jurés {HOME.of} ?",
    ),
    Value(
        "jury.rounding", "Jury d'assises : arrondi d'un juré pour 1 300 habitants", "floor", "", ALLOCATION, LOW,
        comment="Le nombre d'un juré pour 1 300 habitants s'arrondit-il à l'entier inférieur (floor), au plus proche"
        " (nearest) ou à l'entier supérieur (ceiling) ?",
    ),
    Value(
        "jury.method", "Jury d'assises : mode de répartition", "largest_remainder", "", ALLOCATION, LOW,
        comment="La répartition « proportionnellement » se fait-elle au plus fort reste (largest_remainder) ou à la"
        " plus forte moyenne (sainte_lague) ?",
    ),
    Value(
        "jury.tie", "Jury d'assises : départage à égalité de reste", "population_then_insee", "", ALLOCATION, LOW,
        comment="À égalité de reste, le juré va-t-il à la population la plus forte puis au code INSEE le plus bas"
        " (population_then_insee), ou au seul code INSEE (insee) ?",
    ),
    Value("jury.names_per_juror", "Jury d'assises : noms tirés au sort par juré", 3, "noms", f"{CODE}, art. 261",
          VERIFIED),
    Value("jury.minimum_age", "Jury d'assises : âge atteint dans l'année de la liste", 23, "ans", f"{CODE}, art. 261",
          VERIFIED),
    Value("jury.order_month", "Jury d'assises : mois de l'arrêté, l'année précédente", 4, "", ALLOCATION, VERIFIED),
    Value("jury.rolls_before", "Jury d'assises : liste préparatoire au greffe avant le", "07-15", "mois-jour",
          f"{CODE}, art. 261-1", HIGH),
    Value("jury.excuses_before", "Jury d'assises : dispense demandée avant le", "09-01", "mois-jour",
          f"{CODE}, art. 261-1", VERIFIED),
    Value(
        "jury.substitutes", "Jury d'assises : jurés suppléants de la liste spéciale", HOME.assizes["substitutes"],
        "jurés",
        f"{CODE}, art. 264 et A36-13", LOW,
        comment=f"L'article A36-13 du code de procédure pénale fixe-t-il toujours à {HOME.assizes['substitutes']}"
        f" le nombre des suppléants {HOME.of} ?",
    ),
    Value("jury.seat", "Jury d'assises : ville où siège la cour", HOME.assizes["seat"], "", f"{CODE}, art. 264", HIGH),
    Value("jury.code", "Jury d'assises : code applicable", "code de procédure pénale", "", ALLOCATION, VERIFIED),
    Value(
        "jury.article_allocation", "Jury d'assises : article de la répartition", "260", "", ALLOCATION, MEDIUM,
        comment="À quelle date les articles issus de l'ordonnance 2025-1091 du 19 novembre 2025 remplacent-ils les"
        " articles 259 à 265 et A36-12, et sous quels numéros ?",
    ),
    Value("jury.article_number", "Jury d'assises : article du nombre des jurés", "A36-12", "", NUMBERS, MEDIUM),
    Value("jury.article_draw", "Jury d'assises : article du tirage au sort", "261", "", f"{CODE}, art. 261", VERIFIED),
    Value("jury.article_rolls", "Jury d'assises : article de la liste préparatoire", "261-1", "",
          f"{CODE}, art. 261-1", VERIFIED),
)  # fmt: skip

# The values that decide the numbers: read together, and kept with the draft of the order.
APPLIED = {
    "per_juror": "jury.inhabitants_per_juror",
    "minimum": "jury.minimum",
    "ministerial": "jury.ministerial_number",
    "rounding": "jury.rounding",
    "method": "jury.method",
    "tie": "jury.tie",
    "names_per_juror": "jury.names_per_juror",
}
