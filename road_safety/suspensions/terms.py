"""The states of a suspension, as the register names them."""

from django.db.models import TextChoices


class State(TextChoices):
    RECEIVED = "received", "Reçue"
    DRAFTED = "drafted", "En rédaction"
    SIGNED = "signed", "Signée, à notifier"
    RUNNING = "running", "En cours"
    REPLACED = "replaced", "Remplacée par le juge"
    ENDED = "ended", "Terminée"
    CANCELLED = "cancelled", "Levée"
    LAPSED = "lapsed", "Sans suite, permis rendu"


TONES = {
    State.RECEIVED: "info", State.DRAFTED: "info", State.SIGNED: "new", State.RUNNING: "success",
    State.REPLACED: "", State.ENDED: "", State.CANCELLED: "", State.LAPSED: "warning",
}  # fmt: skip
# The stages of the engine behind each of them; a measure that the judge replaced has ended too.
STAGES = {
    State.DRAFTED: ("proposal", "signature"),
    State.SIGNED: ("decided", "notified"),
    State.RUNNING: ("in_execution",),
    State.ENDED: ("ended", "closed"),
    State.CANCELLED: ("lifted",),
    State.LAPSED: ("no_further_action", "redirected"),
}
