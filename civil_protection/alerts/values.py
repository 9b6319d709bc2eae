"""The dated values of the alert, and the words of those that are ours to settle."""

from directorate.parameters.values import HIGH, LOW, MEDIUM, VERIFIED, Value

CHOICE = "Choix de la préfecture, sans texte"
SIGNAL = "Arrêté du 23 mars 2007 relatif au signal national d'alerte"
CODE = "civil.alert"

WINDOW = Value(
    f"{CODE}.window", "Alerte : attente d'un acquittement après un appel", 180, "secondes", CHOICE, LOW,
    comment="Combien de secondes l'automate attend-il l'acquittement avant l'appel suivant ?",
)  # fmt: skip
ATTEMPTS = Value(
    f"{CODE}.attempts", "Alerte : appels à chaque contact", 2, "appels", CHOICE, LOW,
    comment="Combien de fois l'automate appelle-t-il chaque contact d'une commune ?",
)  # fmt: skip
PAUSE = Value(
    f"{CODE}.pause", "Alerte : pause entre deux appels", 0, "secondes", CHOICE, LOW,
    comment="Faut-il une pause entre la fin de l'attente et l'appel suivant ?",
)  # fmt: skip
PARALLEL = Value(
    f"{CODE}.parallel", "Alerte : canaux qui partent en même temps que l'appel", ["sms", "email"], "", CHOICE, LOW,
    comment="Le SMS et le courriel partent-ils dès le lancement, en plus de l'appel ?",
)  # fmt: skip
ORDER = Value(
    f"{CODE}.order", "Alerte : ordre d'appel dans une commune",
    ["mayor", "first_deputy", "chief_executive", "technical_duty", "municipal_police"], "", CHOICE, LOW,
    comment="Dans quel ordre les contacts d'une commune sont-ils appelés ?",
)  # fmt: skip
DEADLINE = Value(
    f"{CODE}.deadline", "Alerte : reprise d'une commune par un opérateur", 900, "secondes", CHOICE, LOW,
    comment="Après combien de secondes un opérateur reprend-il la main sur une commune qui n'a pas acquitté ?",
)  # fmt: skip
SECOND_DEADLINE = Value(
    f"{CODE}.second_deadline", "Alerte : demande d'une patrouille de police", 2700, "secondes", CHOICE, LOW,
    comment="Après combien de secondes une patrouille est-elle demandée pour prévenir la commune ?",
)  # fmt: skip
OBJECTIVE = Value(
    f"{CODE}.objective", "Alerte : objectif pour joindre les communes", 30, "minutes", CHOICE, LOW,
    comment="En combien de minutes les communes visées doivent-elles être jointes ?",
)  # fmt: skip
COVERAGE = Value(
    f"{CODE}.coverage", "Alerte : part des communes à joindre", 95, "%", CHOICE, LOW,
    comment="Quelle part des communes visées doit être jointe dans l'objectif ?",
)  # fmt: skip
VOICE_LIMIT = Value(
    f"{CODE}.voice_limit", "Alerte : durée maximale du message vocal", 45, "secondes", CHOICE, LOW,
    comment="Quelle durée un message vocal d'alerte ne doit-il pas dépasser ?",
)  # fmt: skip
SPEECH = Value(
    f"{CODE}.speech", "Alerte : débit de la voix pour estimer la durée d'un message", 150, "mots par minute", CHOICE,
    LOW, comment="À quel débit l'automate lit-il un message ?",
)  # fmt: skip
STALE = Value(
    f"{CODE}.stale", "Annuaire d'alerte : une vérification vaut", 180, "jours", CHOICE, LOW,
    comment="Après combien de jours un contact de l'annuaire est-il à vérifier de nouveau ?",
)  # fmt: skip
FEWEST = Value(
    f"{CODE}.fewest_numbers", "Annuaire d'alerte : numéros utilisables par commune", 3, "numéros", CHOICE, LOW,
    comment="Combien de numéros utilisables faut-il au moins par commune ?",
)  # fmt: skip
REMOVAL = Value(
    f"{CODE}.removal", "Annuaire d'alerte : effacement après la fin de fonction", 1, "mois",
    "Principe de limitation de la conservation (RGPD, art. 5)", LOW,
    comment="Combien de mois après la fin de ses fonctions un contact est-il effacé ?",
)  # fmt: skip
TEST_HOURS = Value(
    f"{CODE}.test_hours", "Essai mensuel d'appel : heures entre lesquelles il est tiré au sort", ["08:00", "20:00"], "",
    CHOICE, LOW, comment="Entre quelles heures l'essai mensuel d'appel des maires peut-il tomber ?",
)  # fmt: skip
TEST_REST = Value(
    f"{CODE}.test_rest_days", "Essai mensuel d'appel : les jours de repos aussi", False, "", CHOICE, LOW,
    comment="L'essai mensuel peut-il tomber un samedi, un dimanche ou un jour férié ?",
)  # fmt: skip
TEST_GRACE = Value(
    f"{CODE}.test_grace", "Essai mensuel d'appel : retard au-delà duquel il ne part plus", 15, "minutes", CHOICE, LOW,
    comment="Si l'application était arrêtée à l'heure tirée, jusqu'à combien de minutes après l'essai part-il encore ?",
)  # fmt: skip
BROADCAST = Value(
    f"{CODE}.fr_alert", "FR-Alert : qui déclenche", "La zone de défense, à la demande de la préfecture", "",
    "Instruction du ministère de l'Intérieur sur FR-Alert", LOW,
    comment="Qui déclenche FR-Alert pour le département, et par quel circuit la préfecture le demande-t-elle ?",
)  # fmt: skip
CYCLES = Value("civil.siren.cycles", "Signal national d'alerte : cycles", 3, "cycles", SIGNAL, VERIFIED)
CYCLE = Value("civil.siren.cycle", "Signal national d'alerte : durée d'un cycle", 101, "secondes", SIGNAL, VERIFIED)
SILENCE = Value("civil.siren.pause", "Signal national d'alerte : entre deux cycles", 5, "secondes", SIGNAL, VERIFIED)
END = Value("civil.siren.end", "Signal de fin d'alerte : durée", 30, "secondes", SIGNAL, VERIFIED)
TEST_HOUR = Value(
    "civil.siren.hour", "Essai mensuel des sirènes : heure", "12:00", "", SIGNAL, MEDIUM,
    comment="À quelle heure la zone du département est-elle essayée (11 h 45, 12 h 00 ou 12 h 15) ?",
)  # fmt: skip
POSTPONED = Value(
    "civil.siren.postponed", "Essai mensuel des sirènes : report d'un jour férié", 7, "jours",
    "Usage constaté : report d'une semaine", MEDIUM,
    comment="De combien de jours l'essai tombant un jour férié est-il reporté ?",
)  # fmt: skip
AVAILABILITY = Value(
    "civil.siren.availability", "Sirènes : période du taux de disponibilité", 12, "mois", CHOICE, LOW,
    comment="Sur combien de mois le taux de disponibilité des sirènes se calcule-t-il ?",
)  # fmt: skip
LEFT_OUT = Value(
    "civil.vigilance.left_out", "Vigilance : phénomènes sans objet dans le département", ["avalanches", "surge"], "",
    CHOICE, HIGH, comment="Quels phénomènes de la carte de vigilance sont sans objet dans le département ?",
)  # fmt: skip
MAPS = Value(
    "civil.vigilance.maps", "Vigilance : heures des cartes", ["06:00", "16:00"], "",
    "Météo-France, guide de la vigilance", VERIFIED,
)  # fmt: skip
HEAT = Value(
    "civil.vigilance.heat", "Canicule : seuils de nuit et de jour", [21, 31], "°C",
    "Plan national canicule, station de référence", MEDIUM,
    comment="Quels seuils biométéorologiques de nuit et de jour s'appliquent au département ?",
)  # fmt: skip

VALUES = (
    WINDOW, ATTEMPTS, PAUSE, PARALLEL, ORDER, DEADLINE, SECOND_DEADLINE, OBJECTIVE, COVERAGE, VOICE_LIMIT, SPEECH,
    STALE, FEWEST, REMOVAL, TEST_HOURS, TEST_REST, TEST_GRACE, BROADCAST, CYCLES, CYCLE, SILENCE, END, TEST_HOUR,
    POSTPONED, AVAILABILITY, LEFT_OUT, MAPS, HEAT,
)  # fmt: skip
