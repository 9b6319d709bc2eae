"""Letters and acts: composed once from a template and its values, then turned into files by a job.

A composed letter never changes: regenerating makes a new letter, never a new past.
"""

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template import Context, Template
from django.template.backends.django import DjangoTemplates
from django.template.base import Node
from django.template.loader_tags import ExtendsNode, IncludeNode

from directorate.documents.markup import unresolved_fields
from directorate.documents.models import Letter
from directorate.documents.page_codes import new_code
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError

RENDER_JOB = "documents.render_letter"
FINISHED = (Letter.State.FINAL, Letter.State.SIGNED, Letter.State.SENT)


class UnresolvedFields(DomainError):
    """A letter that leaves the house has no hole in it."""

    title = "Courrier incomplet"


@lru_cache(maxsize=1)
def engine() -> DjangoTemplates:
    """Templates of letters: everything escaped, an unknown variable shows its name, no request and no person around."""
    return DjangoTemplates(
        {
            "NAME": "letters",
            "DIRS": settings.TEMPLATES[0]["DIRS"],
            "APP_DIRS": True,
            "OPTIONS": {
                "builtins": ["directorate.templatetags.letters"],
                "string_if_invalid": "⟦%s⟧",
                "autoescape": True,
            },
        }
    )


def render_text(template: str, context: Mapping[str, Any]) -> str:
    """The HTML of a letter, nothing stored."""
    return _render(engine().get_template(template).template, context)


def _render(template: Template, context: Mapping[str, Any]) -> str:
    return template.render(Context({**context, "article_counter": itertools.count(1)}))


def template_version(template: str, context: Mapping[str, Any]) -> str:
    """Hash of the sources of the template, of those it extends and of those it includes."""
    sources = _sources(engine().get_template(template).template, Context(dict(context)))
    digest = hashlib.sha256()
    for name, source in sorted(sources.items()):
        digest.update(f"{name}\0{len(source)}\0{source}".encode())
    return digest.hexdigest()


def _sources(template: Template, context: Context) -> dict[str, str]:
    """Source of each template reached from this one, by name."""
    found: dict[str, str] = {}
    waiting = [template]
    while waiting:
        current = waiting.pop()
        if current.name in found:
            continue
        found[current.name] = current.source
        for name in _named_by(current, context):
            waiting.append(current.engine.get_template(name))
    return found


def _named_by(template: Template, context: Context) -> Iterator[str]:
    nodes: list[tuple[type[Node], str]] = [(ExtendsNode, "parent_name"), (IncludeNode, "template")]
    for kind, attribute in nodes:
        for node in template.nodelist.get_nodes_by_type(kind):
            named = getattr(node, attribute).resolve(context)
            if isinstance(named, str):
                yield named


@transaction.atomic
def compose(
    *,
    kind: str,
    title: str,
    template: str,
    context: Mapping[str, Any],
    by: StaffMember | None,
    at: datetime,
    state: str,
    signed_by: StaffMember | None = None,
    signature_block: str = "",
    number: str = "",
) -> Letter:
    """Merge the values into the template and keep both, with the version of the template. `context` is plain JSON."""
    html = render_text(template, context)
    missing = unresolved_fields(html)
    if missing and state in FINISHED:
        raise UnresolvedFields("Le courrier ne peut être établi, des champs manquent : " + ", ".join(missing) + ".")
    return Letter.objects.create(
        kind=kind,
        title=title[:250],
        template=template,
        template_version=template_version(template, context),
        context=json.loads(json.dumps(dict(context))),
        html=html,
        state=state,
        number=number,
        page_code=new_code() if state == Letter.State.SIGNED else "",
        created_at=at,
        created_by=by,
        signed_at=at if signed_by else None,
        signed_by=signed_by,
        signature_block=signature_block,
    )


def request_files(letter: Letter, *, by: StaffMember | None, at: datetime, queue: str = "interactive") -> Job:
    """Ask for the PDF and the ODT of a letter. Asking twice gives the same job."""
    return enqueue(
        kind=RENDER_JOB,
        label=letter.title[:200],
        key=key_of_files(letter.pk),
        payload={"letter_id": letter.pk},
        by=by,
        at=at,
        queue=queue,
        capped=False,
    )


def key_of_files(letter: int | str) -> str:
    return f"{RENDER_JOB}:{letter}"


def files_asked(letters: Iterable[int]) -> QuerySet[Job]:
    """The jobs that make the files of these letters, by their keys."""
    return Job.objects.filter(key__in=[key_of_files(letter) for letter in letters])
