"""The fonts of documents. They come from packages pinned in the lock, never from the machine."""

from functools import lru_cache
from importlib.resources import files

SCHEME = "application-font"
# Spectral is the serif of the State's graphic charter; Source Sans stands in for Marianne, which is not free.
FACES = (
    ("Spectral", 400, "normal", "fontpkg_spectral", "Spectral-Regular.ttf"),
    ("Spectral", 400, "italic", "fontpkg_spectral", "Spectral-Italic.ttf"),
    ("Spectral", 700, "normal", "fontpkg_spectral", "Spectral-Bold.ttf"),
    ("Spectral", 700, "italic", "fontpkg_spectral", "Spectral-BoldItalic.ttf"),
    ("Source Sans", 400, "normal", "font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    ("Source Sans", 400, "italic", "font_source_sans_pro", "SourceSansPro-It.ttf"),
    ("Source Sans", 700, "normal", "font_source_sans_pro", "SourceSansPro-Bold.ttf"),
)
PACKAGES = {name: package for _, _, _, package, name in FACES}


def address_of(name: str) -> str:
    return f"{SCHEME}:{name}"


@lru_cache(maxsize=len(FACES))
def font_bytes(name: str) -> bytes:
    """The bytes of one of our faces; KeyError for anything else."""
    return (files(PACKAGES[name]) / "files" / name).read_bytes()


def font_face_rules() -> str:
    return "\n".join(
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; font-style: {style};"
        f" src: url('{address_of(name)}'); }}"
        for family, weight, style, _, name in FACES
    )
