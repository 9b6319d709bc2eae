"""Why a rule gave what it gave: one step for each thing that was looked at. Pure."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """What was compared, with its article. `decides`: the result comes from it."""

    text: str
    article: str = ""
    decides: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def deciding(steps: tuple[Step, ...]) -> Step | None:
    return next((step for step in steps if step.decides), None)
