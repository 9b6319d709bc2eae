"""The kinds of notification, as data: their label, how they are told unless one chooses otherwise."""

from dataclasses import dataclass

from directorate.notifications.models import Channel


@dataclass(frozen=True)
class Kind:
    """`may_be_silenced`: a person may choose to hear nothing of it."""

    code: str
    label: str
    default: str
    may_be_silenced: bool

    @property
    def channels(self) -> list[str]:
        return [channel for channel in Channel.values if self.may_be_silenced or channel != Channel.NOTHING]


KINDS: dict[str, Kind] = {}


def declare_kind(code: str, label: str, default: str = "digest", *, may_be_silenced: bool = True) -> Kind:
    """Declare a kind where the code that tells it lives; twice the same is one."""
    kind = Kind(code, label, Channel(default), may_be_silenced)
    if KINDS.setdefault(code, kind) != kind:
        raise ValueError(f"Deux natures de notification « {code} ».")
    return kind


def kind_named(code: str) -> Kind:
    try:
        return KINDS[code]
    except KeyError:
        raise ValueError(f"Aucune nature de notification « {code} » n'est déclarée.") from None


def label_of(code: str) -> str:
    """A row may outlive its kind."""
    return KINDS[code].label if code in KINDS else "Autres"


# code, label, default, may be silenced
FIRST_KINDS = (
    ("case_assigned", "Un dossier vous est attribué", "digest", True),
    ("opinion_answered", "Un avis est rendu", "digest", True),
    ("pieces_received", "Des pièces sont reçues", "digest", True),
    ("act_submitted", "Un acte attend votre signature", "digest", True),
    ("act_returned", "Un acte vous est renvoyé", "mail", False),
    ("act_signed", "Un acte est signé", "digest", True),
    ("silence_near", "Un silence approche (dix jours ou moins)", "mail", False),
    ("alert_raised", "Un dossier change de niveau d'alerte", "digest", True),
    ("job_finished", "Une édition longue est prête", "page", True),
    ("job_failed", "Une édition a échoué", "digest", False),
    ("series_finished", "Une série est terminée", "page", True),
    ("import_finished", "Une reprise de données est terminée", "page", True),
    ("session_convened", "Une séance de commission est convoquée", "digest", True),
    ("substitution_begins", "Une suppléance vous est confiée", "mail", False),
    ("substitution_ends", "Une suppléance se termine ou change", "digest", False),
    ("back_from_absence", "Ce qui s'est fait pendant votre absence", "mail", False),
    ("delegation_ending", "Une délégation de signature arrive à son terme", "mail", False),
    ("api_client_expiring", "Un accès à l'API arrive à son terme", "mail", False),
    ("webhook_paused", "Un envoi automatique à un partenaire est suspendu", "mail", False),
)  # fmt: skip
for code, label, default, may_be_silenced in FIRST_KINDS:
    declare_kind(code, label, default, may_be_silenced=may_be_silenced)
