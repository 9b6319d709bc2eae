"""How a value is said on screen."""

from typing import Any

from directorate.legal_calendar.arithmetic import counted
from directorate.parameters.models import Parameter

TONES = {
    Parameter.Confidence.VERIFIED: "success",
    Parameter.Confidence.HIGH: "success",
    Parameter.Confidence.MEDIUM: "info",
    Parameter.Confidence.LOW: "warning",
}


def value_in_words(value: Any, unit: str = "") -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return counted(value, unit).strip()


def confidence_tone(confidence: str) -> str:
    return TONES[Parameter.Confidence(confidence)]
