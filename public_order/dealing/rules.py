"""What the state of a dealing point leads to (B2.3). Pure."""

from collections.abc import Mapping, Sequence

# The states that an observation may find, by the state before; the same again is an observation too.
FOLLOWING: Mapping[str, Sequence[str]] = {
    "active": ("active", "weakened", "dismantled"),
    "weakened": ("weakened", "active", "dismantled"),
    "dismantled": ("dismantled", "relapsed"),
    "relapsed": ("relapsed", "weakened", "dismantled"),
}
STANDING = ("active", "weakened", "relapsed")


def followed_by(state: str) -> Sequence[str]:
    return FOLLOWING[state]
