"""Reading the HTML of a letter: its text, its body, the fields that nobody has filled."""

import re
from html.parser import HTMLParser

UNRESOLVED = re.compile(r"⟦\s*([^⟦⟧]*?)\s*⟧")
BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
HEADING = re.compile(r"<(/?)h([1-6])([ >])")
PART = re.compile(r"<(/?)(main|header|footer)([ >])")
SILENT = {"head", "style", "script"}
BREAKS = {"p", "br", "li", "h1", "h2", "h3", "div", "section", "header", "footer", "tr", "ul", "ol", "table", "main"}


class TextOfLetter(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """The words a reader sees, one block a line."""
    reader = TextOfLetter()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def unresolved_fields(html: str) -> list[str]:
    """Names of the values that the letter asks for and that are missing, each once, in reading order."""
    return list(dict.fromkeys(UNRESOLVED.findall(plain_text(html))))


def nested(html: str, levels: int) -> str:
    """The inside of a document, within a page that has its own title and parts: its headings go down."""
    return PART.sub(lambda found: f"<{found[1]}div{found[3]}", HEADING.sub(lambda found: lower(found, levels), html))


def lower(found: re.Match, levels: int) -> str:
    return f"<{found[1]}h{min(int(found[2]) + levels, 6)}{found[3]}"


def body_of(html: str) -> str:
    """What a page shows of a letter: the inside of its body. Escaped already, as it came from our own templates."""
    found = BODY.search(html)
    return found.group(1) if found else html
