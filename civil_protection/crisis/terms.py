"""The words of a crisis: levels, phases, cells, kinds of entries, blocks of a situation report. Pure."""

from django.db.models import IntegerChoices, TextChoices


class Mode(TextChoices):
    REAL = "real", "Réel"
    EXERCISE = "exercise", "Exercice"


class Hazard(TextChoices):
    """What kind of event it is, to count the activations of a year."""

    FLOOD = "flood", "Inondation"
    WEATHER = "weather", "Intempéries, canicule, grand froid"
    INDUSTRY = "industry", "Accident industriel"
    DANGEROUS_GOODS = "dangerous_goods", "Transport de matières dangereuses"
    TRANSPORT = "transport", "Accident de transport, aéronef"
    CASUALTIES = "casualties", "Nombreuses victimes"
    NETWORKS = "networks", "Rupture d'un réseau"
    HEALTH = "health", "Crise sanitaire, épizootie"
    ATTACK = "attack", "Attentat"
    GATHERING = "gathering", "Grand rassemblement"
    OTHER = "other", "Autre"


class State(TextChoices):
    OPEN = "open", "Ouvert"
    STANDBY = "standby", "En veille"
    CLOSED = "closed", "Clos"
    ARCHIVED = "archived", "Archivé"


LIVE = (State.OPEN, State.STANDBY)


class OperationsLevel(IntegerChoices):
    """How far the operations centre (COD) is set up."""

    WATCH = 0, "Niveau 0, veille du service"
    REINFORCED = 1, "Niveau 1, suivi renforcé"
    PARTIAL = 2, "Niveau 2, COD restreint"
    FULL = 3, "Niveau 3, COD complet"
    FIELD = 4, "Niveau 4, COD et PCO ou renfort de la zone"


# From this level on, there is a room: the operations centre is armed.
ARMED = OperationsLevel.PARTIAL


class Phase(TextChoices):
    ALERT = "alert", "Alerte"
    RISE = "rise", "Montée en puissance"
    CONDUCT = "conduct", "Conduite"
    RELEASE = "release", "Désengagement"
    RETURN = "return", "Retour à la normale"
    REVIEW = "review", "Retour d'expérience"


class Authority(TextChoices):
    """Who directs the operations. In this department the préfet de police by default (CSI, art. L742-7)."""

    POLICE_PREFECT = "police_prefect", "Préfet de police"
    PREFECT = "prefect", "Préfet du département"
    MAYOR = "mayor", "Maire"
    PRIME_MINISTER = "prime_minister", "Premier ministre"


class Cell(TextChoices):
    DIRECTION = "direction", "Direction et décision"
    SYNTHESIS = "synthesis", "Synthèse"
    LOG = "log", "Renseignement et main courante"
    ANTICIPATION = "anticipation", "Anticipation"
    OPERATIONS = "operations", "Opérations"
    LOGISTICS = "logistics", "Logistique et soutien"
    COMMUNICATION = "communication", "Communication"
    PUBLIC_CALLS = "public_calls", "Information du public"
    TRANSMISSIONS = "transmissions", "Transmissions"
    EXPERTISE = "expertise", "Expertise"
    COMMUNES = "communes", "Communes"
    LEGAL = "legal", "Juridique"


class EntryKind(TextChoices):
    RECEIVED = "received", "Information reçue"
    SENT = "sent", "Information émise"
    DECISION = "decision", "Décision"
    ORDER = "order", "Ordre"
    MEANS_REQUEST = "means_request", "Demande de moyen"
    EXECUTION = "execution", "Mise en œuvre"
    COMMUNICATION = "communication", "Communication"
    REPORT = "report", "Point de situation"
    INCIDENT = "incident", "Incident"
    HANDOVER = "handover", "Relève"
    CORRECTION = "correction", "Rectificatif"
    TECHNICAL = "technical", "Technique"


# What a person types; the others are written by the act that they tell.
TYPED = (
    EntryKind.RECEIVED, EntryKind.SENT, EntryKind.ORDER, EntryKind.MEANS_REQUEST, EntryKind.EXECUTION,
    EntryKind.COMMUNICATION, EntryKind.INCIDENT, EntryKind.TECHNICAL,
)  # fmt: skip


class Reliability(TextChoices):
    CONFIRMED = "confirmed", "Confirmée"
    PROBABLE = "probable", "Probable"
    UNCONFIRMED = "unconfirmed", "Non confirmée"
    DENIED = "denied", "Infirmée"


class Channel(TextChoices):
    PHONE = "phone", "Téléphone"
    RADIO = "radio", "Radio (Acropol, RRF)"
    MAIL = "mail", "Mail"
    MESSAGING = "messaging", "Messagerie"
    VIDEO = "video", "Visioconférence"
    PRESENCE = "presence", "De vive voix"
    PORTAL = "portal", "Portail"
    SMS = "sms", "SMS"
    PRESS = "press", "Presse"
    SOCIAL = "social", "Réseaux sociaux"
    PAPER = "paper", "Reprise papier"


class Urgency(TextChoices):
    FLASH = "flash", "Flash"
    URGENT = "urgent", "Urgent"
    ROUTINE = "routine", "Routine"


class Timing(TextChoices):
    """How far the entry follows the fact."""

    PROMPT = "prompt", "Saisie immédiate"
    LATE = "late", "Saisie différée"
    OFFLINE = "offline", "Saisie hors ligne"


class RequestState(TextChoices):
    RECEIVED = "received", "Reçue"
    ACCEPTED = "accepted", "Acceptée"
    ONGOING = "ongoing", "En cours"
    DONE = "done", "Réalisée"
    REFUSED = "refused", "Refusée"
    MOOT = "moot", "Sans objet"
    TRANSFERRED = "transferred", "Transférée"


PENDING = (RequestState.RECEIVED, RequestState.ACCEPTED, RequestState.ONGOING)
# Which state may follow which: an answered request does not open again, it is asked again.
NEXT_STATES = {
    RequestState.RECEIVED: tuple(state for state in RequestState if state != RequestState.RECEIVED),
    RequestState.ACCEPTED: (
        RequestState.ONGOING, RequestState.DONE, RequestState.REFUSED, RequestState.MOOT, RequestState.TRANSFERRED,
    ),
    RequestState.ONGOING: (
        RequestState.DONE, RequestState.REFUSED, RequestState.MOOT, RequestState.TRANSFERRED,
    ),
}  # fmt: skip


class MeansState(TextChoices):
    ASKED = "asked", "Demandé"
    UNDER_WAY = "under_way", "En route"
    ENGAGED = "engaged", "Engagé"
    RELEASED = "released", "Libéré"
    UNAVAILABLE = "unavailable", "Hors service"


class TollSource(TextChoices):
    SINUS = "sinus", "SINUS"
    FIRE = "fire", "Sapeurs-pompiers"
    MEDICAL = "medical", "SAMU"
    COMMUNES = "communes", "Communes"


class Trend(TextChoices):
    RISING = "rising", "En hausse"
    STEADY = "steady", "Stable"
    FALLING = "falling", "En baisse"


class Water(TextChoices):
    NORMAL = "normal", "Normale"
    RESTRICTED = "restricted", "Restrictions d'usage"
    CUT = "cut", "Interrompue"


# The fourteen blocks of a situation report, in their order (note, section 3.4).
BLOCKS = (
    ("situation", "Situation générale et vigilance"),
    ("weather", "Hydrologie et météo"),
    ("toll", "Bilan humain"),
    ("shelter", "Évacuations et hébergement"),
    ("networks", "Réseaux"),
    ("roads", "Transports et routes"),
    ("health", "Santé"),
    ("sites", "Sites sensibles"),
    ("means", "Moyens engagés"),
    ("actions", "Actions et décisions depuis le dernier point"),
    ("communication", "Communication"),
    ("anticipation", "Anticipation"),
    ("needs", "Besoins et demandes à la zone"),
    ("next", "Prochain point"),
)
BLOCK_LABELS = dict(BLOCKS)
