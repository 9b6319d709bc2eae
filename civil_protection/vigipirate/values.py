"""The dated values of VIGIPIRATE."""

from directorate.parameters.values import LOW, Value

DOMAINS, LINK_DAYS = "vigipirate.domains", "vigipirate.link_days"
REMINDERS = ("vigipirate.first_reminder_hours", "vigipirate.second_reminder_hours")
HOUSE_RULE = "Règle interne du service"

VALUES = (
    Value(
        DOMAINS, "VIGIPIRATE : domaines des mesures",
        "ALR alerte et mobilisation ; RSB rassemblements ; BAT installations et bâtiments ; IMD installations et"
        " matières dangereuses ; CYB numérique ; AIR aérien ; MAR maritime ; TER transports terrestres ; SAN santé ;"
        " ALI alimentation ; RES réseaux ; FRT frontières ; EXT étranger",
        "", "Partie publique du plan VIGIPIRATE", LOW,
        comment="Quels sont les domaines et les codes des mesures du plan VIGIPIRATE en vigueur ?",
    ),
    Value(
        REMINDERS[0], "VIGIPIRATE : première relance après l'envoi d'une posture", 24, "heures", HOUSE_RULE, LOW,
        comment="Combien d'heures après l'envoi relancer un destinataire qui n'a pas accusé réception ?",
    ),
    Value(
        REMINDERS[1], "VIGIPIRATE : seconde relance après l'envoi d'une posture", 48, "heures", HOUSE_RULE, LOW,
        comment="Combien d'heures après l'envoi relancer une seconde fois ?",
    ),
    Value(
        LINK_DAYS, "VIGIPIRATE : durée du lien d'accusé de réception", 15, "jours", HOUSE_RULE, LOW,
        comment="Combien de jours le lien d'accusé de réception d'une posture doit-il rester ouvert ?",
    ),
)  # fmt: skip
