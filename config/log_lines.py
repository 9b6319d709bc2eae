"""What no line of the log shows."""

import re
from collections.abc import MutableMapping
from typing import Any

# The code of a link stands in the address: whoever reads the log could answer, or read, in the partner's place.
DOORS = (
    "avis", "vigipirate/consignes", "calendrier", "titres-de-la-commune", "demande-action-routiere",
    "devenir-intervenant", "intervenant/reponse", "intervenant/calendrier", "intervenant", "note-mensuelle",
    "operation-codaf",
)  # fmt: skip
ANSWER_CODE = re.compile(
    rf"((?<!/exercices)/(?:{'|'.join(DOORS)})/)(?!(?:merci|envoyee|reponse|calendrier)/)[^/\s'\"?]+"
)


def without_answer_codes(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = ANSWER_CODE.sub(r"\1…", value)
    return event
