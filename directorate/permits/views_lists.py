"""The lists of titles that leave the house: those that everybody may read, and that of a commune for its mayor."""

import re
from collections.abc import Iterator
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from directorate.documents.files import file_name
from directorate.legal_calendar.arithmetic import french_long
from directorate.permits.listed import (
    IN_FORCE,
    MAYOR_COLUMNS,
    SUSPENDED,
    TONES,
    WORDS,
    in_states,
    mayor_permits,
    mayor_permits_seen_by,
    mayor_row,
    mayor_rows,
    public_listings,
    public_permits,
    public_row,
    state_of,
)
from directorate.permits.listing import PUBLIC_COLUMNS
from directorate.permits.mayors import opened_link, printed, reachable_town_hall, send_list
from directorate.permits.models import Permit
from directorate.permits.policies import reads_permits, sends_mayor_list
from directorate.permits.throttle import limit_lists
from directorate.territory.models import Commune
from directorate.territory.queries import communes
from directorate.web.access import allow, open_to_everyone
from directorate.web.errors import DomainError, NotFound
from directorate.web.exports import FORMATS
from directorate.web.lists import refuse_other_names

PUBLIC = "Listes de titres publiées : l'établissement et son lieu, jamais le titulaire, ni rien de secret."
BY_LINK = "La mairie lit la liste de sa commune avec le lien signé qu'elle a reçu par courriel."
TITLE = "Listes publiques des titres"
PAGE, DATA_PAGE = 50, 500
POSITION = re.compile(r"([0-9][0-9AB][0-9]{3})-([0-9]{1,18})", re.ASCII)
FIVE_MINUTES = "public, max-age=300"
SPOOLED = 4_000_000


# --- open to everybody --------------------------------------------------------------------------------------


@require_GET
@open_to_everyone(PUBLIC)
def public_lists(request):
    """By commune, fifty at a time; the position is in the address, so that no page is counted through."""
    limit_lists(request)
    refuse_other_names(request, TITLE, "liste", "commune", "etat", "apres")
    on = localdate()
    permits, chosen = asked(request, on)
    rows, following = page_of(permits, request, PAGE)
    listings = {row.code: row for row in public_listings(on).values()}
    response = TemplateResponse(
        request,
        "permits/public_lists.html",
        {
            "title": TITLE,
            "on": on,
            "listings": listings.values(),
            "listing": listings.get(chosen.get("liste", "")),
            "communes": communes(),
            "states": WORDS.items(),
            "chosen": chosen,
            "labels": [label for name, label in PUBLIC_COLUMNS.items() if name != "state"],
            "rows": [
                {
                    "list": row["list"],
                    "values": [value for name, value in row.items() if name not in ("list", "state")],
                    "state": row["state"],
                    "tone": TONES.get(state_of(permit, on), ""),
                }
                for permit in rows
                if (row := public_row(permit, on))
            ],
            "next": following,
            "query": urlencode(chosen),
        },
    )  # fmt: skip
    if not request.user.is_authenticated:
        response["Cache-Control"] = FIVE_MINUTES
    return response


@require_GET
@open_to_everyone(PUBLIC)
def public_file(request, kind):
    """The same as data: the whole list in CSV, or pages of five hundred in JSON."""
    limit_lists(request)
    refuse_other_names(request, TITLE, "liste", "commune", "etat", "apres")
    on = localdate()
    permits, chosen = asked(request, on)
    if kind == "json":
        rows, following = page_of(permits, request, DATA_PAGE)
        response = JsonResponse({
            "title": TITLE,
            "on": on.isoformat(),
            "results": [public_row(permit, on) for permit in rows],
            "next": following and f"{request.path}?{following}",
        })  # fmt: skip
    elif kind == "csv":
        labels = ("Liste", *PUBLIC_COLUMNS.values())
        values = (list(public_row(permit, on).values()) for permit in permits.iterator(chunk_size=1_000))
        response = table_file("csv", f"{TITLE} au {on:%d-%m-%Y}", labels, values)
    else:
        raise NotFound("Ce format de fichier n'existe pas : csv ou json.")
    response["Cache-Control"] = FIVE_MINUTES
    return response


def asked(request, on: date) -> tuple[QuerySet[Permit], dict[str, str]]:
    """The titles of the address, and what it chooses. What it names and does not exist is refused by its name."""
    chosen = {name: request.GET.get(name, "").strip() for name in ("liste", "commune", "etat")}
    chosen = {name: value for name, value in chosen.items() if value}
    permits, listings = public_permits(on), public_listings(on)
    if code := chosen.get("liste"):
        procedures = [procedure for procedure, row in listings.items() if row.code == code]
        if not procedures:
            raise NotFound("Cette liste n'est pas publiée.")
        permits = permits.filter(procedure_code__in=procedures)
    if insee := chosen.get("commune"):
        if not Commune.objects.filter(pk=insee).exists():
            raise NotFound("Cette commune n'est pas dans le département.")
        permits = permits.filter(commune=insee)
    state = chosen.get("etat", "")
    if state and state not in WORDS:
        raise NotFound(f"Cet état n'existe pas : {', '.join(WORDS)}.")
    return in_states(permits, [state] if state else [IN_FORCE, SUSPENDED], on), chosen


def page_of(permits: QuerySet[Permit], request, size: int) -> tuple[list[Permit], str]:
    """The rows after the position of the address, and the query of the next page, empty at the last one."""
    text = request.GET.get("apres", "")
    if text:
        found = POSITION.fullmatch(text)
        if found is None:
            raise NotFound("Cette page de la liste n'existe pas.")
        insee, pk = found[1], int(found[2])
        permits = permits.filter(Q(commune__gt=insee) | Q(commune=insee, pk__gt=pk))
    rows = list(permits[: size + 1])
    if len(rows) <= size:
        return rows, ""
    last = rows[size - 1]
    kept = {name: value for name, value in request.GET.items() if name != "apres"}
    return rows[:size], urlencode({**kept, "apres": f"{last.commune_id}-{last.pk}"})


def table_file(kind: str, title: str, labels, rows: Iterator[list[Any]]) -> FileResponse:
    chosen = FORMATS[kind]
    target = SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the response closes it
    chosen.write(target, labels, rows, title)
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=file_name(title, chosen.extension), content_type=chosen.media_type
    )


# --- for the mayor ------------------------------------------------------------------------------------------


def commune_of(insee: str) -> Commune:
    found = communes().filter(pk=insee).first()
    if found is None:
        raise NotFound("Cette commune n'est pas dans le département.")
    return found


@require_GET
@allow(reads_permits)
def commune_permits(request, insee):
    """What the mayor of the commune is told, as far as this person may read it, and the sending."""
    on = localdate()
    commune = commune_of(insee)
    sends = sends_mayor_list(request.user, on=on)
    return TemplateResponse(
        request,
        "permits/commune_permits.html",
        {
            **mayor_context(commune, mayor_permits_seen_by(request.user, insee, on), on),
            "breadcrumb": [
                ("Communes", reverse("directorate:communes")),
                (commune.name, reverse("directorate:commune", args=[insee])),
            ],
            "town_hall": reachable_town_hall(commune) if sends else None,
            "sends": sends,
            "files": [
                (label, reverse("directorate:commune-permits-file", args=[insee, kind]))
                for kind, label in FILES.items()
            ],
        },
    )


FILES = {"pdf": "Document à imprimer (PDF)", "ods": "Tableur (ODS)"}


def mayor_context(commune: Commune, permits: QuerySet[Permit], on: date) -> dict[str, Any]:
    rows = [(permit.pk, mayor_row(permit, on)) for permit in permits]
    return {
        "title": f"Titres en cours à {commune.name}",
        "commune": commune,
        "on": on,
        "labels": MAYOR_COLUMNS,
        "rows": rows,
    }


@require_GET
@allow(reads_permits)
def commune_permits_file(request, insee, kind):
    on = localdate()
    return mayor_file(commune_of(insee), mayor_permits_seen_by(request.user, insee, on), kind, on)


def mayor_file(commune: Commune, permits: QuerySet[Permit], kind: str, on: date) -> HttpResponse | FileResponse:
    title = f"Titres en cours à {commune.name} au {on:%d-%m-%Y}"
    if kind == "ods":
        return table_file("ods", title, MAYOR_COLUMNS, mayor_rows(permits, on))
    if kind != "pdf":
        raise NotFound("Ce format de fichier n'existe pas.")
    response = HttpResponse(printed(commune, permits, on), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="titres-{commune.pk}-{on:%Y%m%d}.pdf"'
    return response


@require_POST
@allow(sends_mayor_list)
def commune_permits_send(request, insee):
    commune = commune_of(insee)
    try:
        mail = send_list(commune=commune, by=request.user, at=now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"La liste part vers {mail.to}, par un lien.")
    return redirect("directorate:commune-permits", insee)


@require_GET
@open_to_everyone(BY_LINK)
def mayor_list(request, code):
    limit_lists(request)
    on = localdate()
    link = opened_link(code, on)
    permits = mayor_permits(link.commune.pk, on, unit=link.unit)
    return TemplateResponse(
        request,
        "permits/mayor_list.html",
        {
            **mayor_context(link.commune, permits, on),
            "until": french_long(link.expires_on),
            "files": [
                (label, reverse("directorate:mayor-list-file", args=[code, kind])) for kind, label in FILES.items()
            ],
        },
    )


@require_GET
@open_to_everyone(BY_LINK)
def mayor_list_file(request, code, kind):
    limit_lists(request)
    on = localdate()
    link = opened_link(code, on)
    return mayor_file(link.commune, mayor_permits(link.commune.pk, on, unit=link.unit), kind, on)
