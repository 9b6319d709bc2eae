"""The dated values of exercises and of the lessons learnt from them."""

from directorate.parameters.values import LOW, Value

HOT, COLD, OLD = "exercises.hot_hours", "exercises.cold_months", "exercises.old_action_months"
CHOICE = "Choix du service"

VALUES = (
    Value(
        HOT, "RETEX : débriefing à chaud au plus tard après", 48, "heures", CHOICE, LOW,
        comment="Le débriefing à chaud se tient-il bien dans les 48 heures de la fin de l'exercice ou de l'événement ?",
    ),
    Value(
        COLD, "RETEX : publication au plus tard après", 3, "mois", CHOICE, LOW,
        comment="Le retour d'expérience à froid est-il bien attendu dans les trois mois ?",
    ),
    Value(
        OLD, "RETEX : une action est signalée quand elle est ouverte depuis plus de", 6, "mois", CHOICE, LOW,
        comment="À partir de combien de mois une action de RETEX encore ouverte est-elle signalée au directeur ?",
    ),
)  # fmt: skip
