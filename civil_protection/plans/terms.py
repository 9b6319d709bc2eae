"""The dated values of plans: the periods of the code de la sécurité intérieure and the choices of the service."""

from directorate.parameters.values import HIGH, INTERNAL_SECURITY, LOW, MEDIUM, Value

CHOICE = "Choix du service"


def article(number: str) -> str:
    return f"{INTERNAL_SECURITY}, art. {number}"


REVISION = "plans.revision"
REVISION_SITE, REVISION_HIGH = "plans.revision_site", "plans.revision_site_high"
EXERCISE_SITE, EXERCISE_HIGH = "plans.exercise_site", "plans.exercise_site_high"
OPINIONS, PUBLIC, NOTICE = "plans.opinions", "plans.public", "plans.press_notice"
BROCHURE, DIRECTORY, ACKNOWLEDGED = "plans.brochure", "plans.directory_validity", "plans.acknowledgement"
MEANS_CHECK, APPROVER, TACIT = "plans.means_check", "plans.approver", "plans.silent_opinion"

VALUES = (
    Value(REVISION, "Plans ORSEC : révision au plus tard après", 5, "ans", article("L741-5 et R741-6"), HIGH),
    Value(REVISION_SITE, "PPI : révision au plus tard après", 5, "ans", article("R741-29"), HIGH),
    Value(REVISION_HIGH, "PPI Seveso seuil haut et stockage souterrain : révision au plus tard après", 3, "ans",
          article("R741-29"), HIGH),
    Value(EXERCISE_SITE, "PPI : exercice au plus tard après", 5, "ans", article("R741-32"), HIGH),
    Value(EXERCISE_HIGH, "PPI Seveso seuil haut et stockage souterrain : exercice au plus tard après", 3, "ans",
          article("R741-32"), HIGH),
    Value(OPINIONS, "PPI : délai de réponse des maires et de l'exploitant", 2, "mois", article("R741-25"), HIGH),
    Value(PUBLIC, "PPI : durée de la consultation du public", 1, "mois", article("R741-26"), HIGH),
    Value(NOTICE, "PPI : avis de presse avant l'ouverture", 15, "jours", article("R741-26"), HIGH),
    Value(BROCHURE, "PPI : brochure d'information au plus tard après", 5, "ans", article("R741-30"), HIGH),
    Value(DIRECTORY, "Plans : validité d'un annuaire annexé", 12, "mois", CHOICE, MEDIUM),
    Value(ACKNOWLEDGED, "Plans : accusé de réception attendu sous", 15, "jours", CHOICE, MEDIUM),
    Value(MEANS_CHECK, "Moyens ORSEC : à vérifier tous les", 12, "mois", CHOICE, MEDIUM),
    Value(
        APPROVER, "Plans ORSEC : autorité qui approuve, proposée à la création", "police_prefect", "",
        article("L742-7 et R741-10"), LOW,
        comment="Quels plans le préfet du département approuve-t-il lui-même (prefect), et lesquels sont approuvés par"
        " le préfet de police (police_prefect) ?",
    ),
    Value(
        TACIT, "PPI : le silence d'un maire ou de l'exploitant permet d'approuver", True, "", article("R741-25"), LOW,
        comment="Passé le délai de deux mois, le silence d'un maire ou de l'exploitant permet-il d'approuver le PPI ?",
    ),
    Value("plans.season_heat", "Saison des vagues de chaleur", "06-01/09-15", "mois-jour",
          "Instruction sur la gestion sanitaire des vagues de chaleur", HIGH),
    Value("plans.season_cold", "Saison du grand froid", "11-01/03-31", "mois-jour", "Guide national grand froid", HIGH),
    Value(
        "plans.season_flood", "Saison de veille des crues", "11-01/04-30", "mois-jour", CHOICE, LOW,
        comment="La veille des crues va-t-elle bien du 1er novembre au 30 avril ?",
    ),
    Value(
        "plans.season_snow", "Saison de la neige et du verglas", "11-15/03-15", "mois-jour", CHOICE, LOW,
        comment="Le plan neige de la zone de défense est-il bien veillé du 15 novembre au 15 mars ?",
    ),
)  # fmt: skip
