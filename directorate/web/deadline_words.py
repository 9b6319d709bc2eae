"""How a deadline is said. Colour, shape and words say the same thing. Pure."""

from datetime import date

SOON_DAYS = 7
# A decision born of silence takes longer to forestall: it must be written, signed and notified before.
SILENCE_SOON_DAYS = 10


def deadline_words(
    due_on: date | None, on: date, suspended: bool = False, *, is_silence: bool = False
) -> tuple[str, str]:
    """The words and the tone of a deadline seen on the day `on`. `is_silence`: its end is a decision nobody took.

    The tone is "", "paused", "success", "warning" or "error"; it names a colour and a shape of the stylesheet.
    """
    if suspended:
        return "Suspendue (pièces demandées)", "paused"
    if due_on is None:
        return "Sans échéance", ""
    days = (due_on - on).days
    if days < 0:
        return f"Dépassée de {-days} j", "error"
    if days == 0:
        return "Aujourd'hui", "error"
    if days == 1:
        return "Demain", "warning"
    return f"Dans {days} j", "warning" if days <= (SILENCE_SOON_DAYS if is_silence else SOON_DAYS) else "success"
