"""Taking personal passages out of a text before it is published: nothing of them stays, in words or in attributes.

A passage is found whatever its accents, its capitals, its spaces, its hyphens and the tags that cut it. It is looked
for as a run of letters, even inside a longer word: to hide too much is seen on rereading, to hide too little is not.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from directorate.documents.markup import BREAKS

MARK = "[occulté]"
# What the decomposition of Unicode leaves whole.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
# An address is not cut: it goes with its attribute.
ADDRESSES = {"href", "src", "srcset", "action", "cite", "poster", "data", "xlink:href"}
BREAKING = BREAKS | {"td", "th", "title", "dt", "dd", "dl", "h4", "h5", "h6", "blockquote", "article", "body", "html"}
DATA_URI = re.compile(r"\s*data:([^,]*),(.*)", re.DOTALL | re.IGNORECASE)


@lru_cache(maxsize=8192)
def folded(letter: str) -> str:
    """How a letter is compared: "É" is "e", any separator is a space, an invisible mark is nothing."""
    if letter.isspace():
        return " "
    parts = []
    for part in unicodedata.normalize("NFKD", letter):
        kind = unicodedata.category(part)
        if kind in ("Cf", "Cc") or kind[0] == "M":
            continue
        parts.append(part if kind[0] in "LN" else " ")
    return "".join(parts).casefold().translate(LETTERS)


def words_of(passage: str) -> list[str]:
    return "".join(folded(letter) for letter in passage).split()


def letters_in(passage: str) -> int:
    """How many letters and digits a passage has: below three, it would be found everywhere."""
    return sum(len(word) for word in words_of(passage))


def expression(passages: Iterable[str]) -> re.Pattern | None:
    """What finds these passages in a folded text. Separators count for nothing, nor the grouping of digits."""
    found = []
    for passage in passages:
        words = [" *".join(word) if word.isdigit() else re.escape(word) for word in words_of(passage)]
        if words:
            found.append(" *".join(words))
    # The longest first: a full name before its parts.
    return re.compile("|".join(sorted(found, key=len, reverse=True))) if found else None


def spans(text: str, wanted: re.Pattern | None) -> list[tuple[int, int]]:
    """Where the passages are in a plain text."""
    return list(Stream([text], glue={}).matches(wanted))


def occurs(passage: str, text: str) -> int:
    """How many times a passage is in a plain text."""
    return len(spans(text, expression([passage])))


def found_in(text: str, passages: Iterable[str]) -> set[str]:
    """Which of these passages are in a plain text, which is folded once for all of them."""
    stream = Stream([text], glue={})
    return {passage for passage in passages if any(stream.matches(expression([passage])))}


def redacted_text(text: str, passages: Iterable[str]) -> str:
    return replaced(text, spans(text, expression(passages)))


def replaced(text: str, ranges: Iterable[tuple[int, int]], marked: Iterable[int] | None = None) -> str:
    """The text without these ranges; `marked`: the beginnings where the mark is written, all of them when None."""
    done, parts = 0, []
    for start, end in union(ranges):
        parts.append(text[done:start])
        if marked is None or start in marked:
            parts.append(MARK)
        done = end
    return "".join([*parts, text[done:]])


def union(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class Stream:
    """Pieces of text as one folded line, which remembers where each letter comes from.

    `glue[rank]` is what stands between the piece of that rank and the one before: a space or nothing.
    """

    def __init__(self, pieces: Sequence[str], glue: dict[int, str]):
        self.letters: list[str] = []
        self.origins: list[int] = []
        offset = 0
        for rank, piece in enumerate(pieces):
            if glue.get(rank):
                self.add(" ", offset)
            for place, letter in enumerate(piece):
                self.add(folded(letter), offset + place)
            offset += len(piece)

    def add(self, letters: str, origin: int) -> None:
        for letter in letters:
            self.letters.append(letter)
            self.origins.append(origin)

    def matches(self, wanted: re.Pattern | None) -> Iterator[tuple[int, int]]:
        """(start, end) in the pieces put end to end."""
        if wanted is None:
            return
        for match in wanted.finditer("".join(self.letters)):
            yield self.origins[match.start()], self.origins[match.end() - 1] + 1


@dataclass
class Token:
    """A piece of a document: what is written as it is, or text to read."""

    content: str
    is_text: bool = False


@dataclass
class Document(HTMLParser):
    """The tokens of an HTML document without its comments and scripts; attributes that hold a passage lose it."""

    wanted: re.Pattern | None
    tokens: list[Token] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    silent: str = ""

    def __post_init__(self):
        super().__init__(convert_charrefs=True)

    def handle_decl(self, decl):
        if decl.lower().startswith("doctype"):
            self.tokens.append(Token("<!doctype html>"))

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.silent = tag
            return
        self.cut(tag)
        self.tokens.append(Token(self.opening(tag, attrs)))

    def handle_startendtag(self, tag, attrs):
        if tag != "script":
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "script":
            self.silent = ""
            return
        self.cut(tag)
        self.tokens.append(Token(f"</{tag}>"))

    def handle_data(self, data):
        if self.silent:
            return
        if self.cdata_elem == "style":
            self.tokens.append(Token("" if is_in(data, self.wanted) else data))
        else:
            self.tokens.append(Token(data, is_text=True))

    def cut(self, tag: str) -> None:
        """The next text does not continue the words before this tag."""
        if tag in BREAKING:
            self.breaks.add(len(self.tokens))

    def opening(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        kept = [(name, self.attribute(name, value)) for name, value in attrs]
        if kept == attrs:
            return self.get_starttag_text() or ""
        words = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for (name, value), (_, before) in zip(kept, attrs, strict=True)
            if value is not None or before is None
        )
        return f"<{tag}{words}>"

    def attribute(self, name: str, value: str | None) -> str | None:
        """The value without its passages; None for an address that holds one."""
        if value is None:
            return None
        if name in ADDRESSES or name.startswith("data-"):
            return None if any(is_in(text, self.wanted) for text in readings(value)) else value
        return replaced(value, spans(value, self.wanted))


def is_in(text: str, wanted: re.Pattern | None) -> bool:
    return bool(spans(text, wanted))


def readings(address: str) -> Iterator[str]:
    """All that an address may say: as it is written, decoded, and the content of what it carries inside."""
    yield address
    yield unquote_to_bytes(address).decode("utf-8", "replace")
    if found := DATA_URI.match(address):
        content = unquote_to_bytes(found[2])
        if "base64" in found[1].lower():
            try:
                content = base64.b64decode(content)
            except binascii.Error:
                content = b""
        yield content.decode("utf-8", "replace")
        yield content.decode("latin-1")


def redacted_html(html: str, passages: Iterable[str]) -> str:
    """The document without these passages; the mark stands once where each was. The original is left as it is."""
    wanted = expression(passages)
    document = Document(wanted)
    document.feed(html)
    document.close()
    texts = [rank for rank, token in enumerate(document.tokens) if token.is_text]
    pieces = [document.tokens[rank].content for rank in texts]
    ranges = union(
        found for glue in ({}, gaps(texts, document.breaks)) for found in Stream(pieces, glue).matches(wanted)
    )
    offset = 0
    for rank, piece in zip(texts, pieces, strict=True):
        end = offset + len(piece)
        inside = [(max(a, offset) - offset, min(b, end) - offset) for a, b in ranges if a < end and b > offset]
        begun = {a - offset for a, _ in ranges if offset <= a < end}
        document.tokens[rank].content = replaced(piece, inside, begun)
        offset = end
    return "".join(escape(token.content, quote=False) if token.is_text else token.content for token in document.tokens)


def gaps(texts: list[int], breaks: set[int]) -> dict[int, str]:
    """Between which texts a tag breaks the line."""
    return {
        place: " "
        for place in range(1, len(texts))
        if any(rank in breaks for rank in range(texts[place - 1] + 1, texts[place] + 1))
    }
