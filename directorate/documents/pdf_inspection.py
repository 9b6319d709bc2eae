"""The program that opens a PDF from outside, in a process of its own: `python -m directorate.documents.pdf_inspection`.

The PDF comes on the standard input. The sentence that refuses it goes to the standard output, nothing when it is sound.
"""

import re
import resource
import sys
from typing import BinaryIO

import pikepdf

from directorate.documents.errors import DAMAGED, ENCRYPTED, TOO_COMPLEX

MEMORY = 512_000_000
CPU_SECONDS = 10
MAX_PAGES = 5_000
MAX_OBJECTS = 500_000
ACTIVE = "Le fichier contient du code ou un lancement automatique : il est refusé."
# The library writes names in their plain form, so "/J#61vaScript" is caught as well.
ACTIONS = re.compile(
    rb"/S\s*/(JavaScript|Launch|ImportData|SubmitForm|GoToE|RichMediaExecute)\b|/JS[\s(<\[]|/XFA\b|/RichMedia\b"
)
STRING = re.compile(rb"\((?:\\.|[^\\()])*\)", re.DOTALL)


def problem(stream: BinaryIO) -> str:
    """What is wrong with the PDF; empty when it is sound."""
    try:
        with pikepdf.open(stream, suppress_warnings=True) as pdf:
            return problem_inside(pdf)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except MemoryError:
        return TOO_COMPLEX
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError):
        return DAMAGED


def problem_inside(pdf: pikepdf.Pdf) -> str:
    pages = len(pdf.pages)
    if pdf.is_encrypted:
        return ENCRYPTED
    if pages == 0:
        return "Le fichier PDF ne contient aucune page."
    if pages > MAX_PAGES or len(pdf.objects) > MAX_OBJECTS:
        return TOO_COMPLEX
    for item in pdf.objects:
        plain = item.stream_dict if isinstance(item, pikepdf.Stream) else item
        if ACTIONS.search(STRING.sub(b"()", plain.unparse(resolved=True))):
            return ACTIVE
    return ""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    sys.stdout.write(problem(sys.stdin.buffer))
