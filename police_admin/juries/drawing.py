"""A draw that anybody can do again: ranks of lines in a roll, from a seed made public. Pure; no name ever enters here.

The algorithm, in four sentences, which the page repeats word for word:

1. For k = 1, 2, 3…, the text « seed:k » in UTF-8 is hashed by SHA-256; its 256 bits are read as a whole number H.
2. With n lines in the roll, H is set aside when it is not under the greatest multiple of n that 256 bits can hold.
3. Otherwise the rank drawn is 1 + the remainder of H divided by n; a rank already drawn is set aside too.
4. One goes on until the number of ranks wanted is reached; their order is that of the draw.

Setting H aside in (2) leaves every rank the same chance, which the remainder alone would not.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from directorate.legal_calendar.arithmetic import counted
from directorate.web.errors import DomainError

SPACE = 1 << 256
LONGEST_ROLL = 1_000_000
# Three names a juror: the largest commune of the department draws a few hundred.
MOST_DRAWN = 2_000


class DrawRefused(DomainError):
    title = "Tirage impossible"


@dataclass(frozen=True)
class Draw:
    """`place`: 1 for the first drawn. `number`: the k of its hash. `digest`: that hash, in hexadecimal."""

    place: int
    rank: int
    number: int
    digest: str


def digest_of(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def rank_of(value: int, size: int, space: int = SPACE) -> int | None:
    """The rank that a whole number under `space` designates in a roll of `size` lines; None when it is set aside."""
    return None if value >= space - space % size else 1 + value % size


def draws(seed: str, size: int) -> Iterator[Draw]:
    """The ranks in the order of the draw, each once, until the roll is exhausted."""
    drawn: set[int] = set()
    for number in count(1):
        if len(drawn) == size:
            return
        digest = digest_of(seed, number)
        rank = rank_of(int(digest, 16), size)
        if rank is not None and rank not in drawn:
            drawn.add(rank)
            yield Draw(len(drawn), rank, number, digest)


def draw(seed: str, size: int, wanted: int) -> list[Draw]:
    """The first `wanted` ranks drawn in a roll of `size` lines."""
    if not seed.strip():
        raise DrawRefused("Indiquer la graine publiée avant le tirage.", field="seed")
    if not 1 <= size <= LONGEST_ROLL:
        raise DrawRefused(f"La liste compte entre 1 et {LONGEST_ROLL} lignes.", field="size")
    if not 1 <= wanted <= MOST_DRAWN:
        raise DrawRefused(f"On tire entre 1 et {MOST_DRAWN} noms.", field="wanted")
    if wanted > size:
        raise DrawRefused(f"On ne peut tirer {counted(wanted, 'noms')} d'une liste de {size} lignes.", field="wanted")
    found = draws(seed.strip(), size)
    return [next(found) for _ in range(wanted)]
