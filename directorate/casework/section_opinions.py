"""A commission whose opinion a dated value asks or no longer asks: the text changed, or the prefecture chose."""

from django.utils.timezone import localdate

from directorate.casework.procedure import Opinion
from directorate.parameters.queries import value
from directorate.parameters.values import LOW, Value

ROAD_SAFETY = "Commission départementale de la sécurité routière"


def consulted(prefix: str, what: str, *, is_asked: bool, source: str, confidence: str = LOW) -> Value:
    """1 when the opinion is mandatory, 0 when it may only be asked."""
    return Value(
        f"{prefix}.consult_cdsr", f"{what} : avis obligatoire de la CDSR", int(is_asked), "1 oui, 0 non", source,
        confidence, comment=f"La commission départementale de la sécurité routière est-elle consultée ({what}) ?",
    )  # fmt: skip


def section_opinion(prefix: str, section: str, article: str) -> Opinion:
    """The opinion of a section, mandatory while the value says so, and askable always."""
    code = f"{prefix}.consult_cdsr"
    return Opinion(
        "cdsr", ROAD_SAFETY, article, commission=section, mandatory=True,
        waived_when=lambda answers: not value(code, localdate()),
    )  # fmt: skip
