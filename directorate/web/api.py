"""How an endpoint of the API is made: closed, bounded, strict about names, and with one shape of refusal.

REST framework is not covered by the sign-in middleware and lets anyone in by default: here, it is the opposite. The
settings name these classes, and REST framework reads them while it loads its views: no view is imported here.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.db import InterfaceError, OperationalError
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.encoding import force_str
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import APIException, NotAuthenticated, ParseError, Throttled, UnsupportedMediaType
from rest_framework.exceptions import ValidationError as RestValidationError
from rest_framework.pagination import BasePagination
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from structlog.contextvars import get_contextvars

from directorate.web.errors import DomainError, is_lock_timeout

MAX_BODY_BYTES = 1_000_000
MAX_DEPTH = 20
# Beyond, a number would not be read back as it was written by most programs.
MAX_INTEGER = 2**53
PROBLEM = "application/problem+json"
INVALID_CURSOR = "Curseur illisible : reprendre l'adresse donnée par « next »."

# Last part of the type of a problem, and its title.
PROBLEMS = {
    400: ("demande-illisible", "Demande illisible"),
    401: ("identification-requise", "Identification requise"),
    403: ("acces-refuse", "Accès refusé"),
    404: ("introuvable", "Introuvable"),
    405: ("methode-non-admise", "Méthode non admise"),
    406: ("format-non-disponible", "Format non disponible"),
    409: ("conflit", "L'objet a changé"),
    410: ("perime", "Périmé"),
    413: ("trop-volumineux", "Envoi trop volumineux"),
    415: ("type-non-admis", "Type de contenu non admis"),
    422: ("demande-refusee", "Demande refusée"),
    429: ("trop-de-demandes", "Trop de demandes"),
    503: ("indisponible", "Service indisponible"),
}
SENTENCES = {
    404: "Cet objet n'existe pas, ou vous n'y avez pas accès.",
    413: f"Le corps d'une demande ne dépasse pas {MAX_BODY_BYTES // 1000} ko.",
    503: "La base de données ne répond pas. Rien n'a été enregistré : réessayer dans quelques instants.",
}


# --- refusals -----------------------------------------------------------------------------------------------


class BodyTooLarge(APIException):
    status_code = 413
    default_detail = SENTENCES[413]


class UnknownParameter(RestValidationError):
    """A parameter of the address that means nothing here: ignoring it would answer another question."""

    def __init__(self, names: Iterable[str]):
        super().__init__({name[:80]: "Paramètre inconnu." for name in names})


class FieldsRefused(DomainError):
    """Values refused beside their fields: `errors` are pairs of a path ("applicant.siret") and a sentence."""

    def __init__(self, errors: Iterable[tuple[str, str]]):
        super().__init__("Certains champs sont à corriger. Rien n'a été enregistré.")
        self.errors = list(errors)


def problem_body(
    status: int, detail: str = "", *, title: str = "", errors: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The one shape of a refusal (RFC 9457)."""
    slug, usual_title = PROBLEMS.get(status, ("erreur", HTTPStatus(status).phrase))
    return {
        "type": f"{settings.PUBLIC_URL}/api/v1/docs/#{slug}",
        "title": title or usual_title,
        "status": status,
        "detail": detail or SENTENCES.get(status, usual_title),
        "errors": [{"field": field, "message": message} for field, message in errors],
        "request_id": str(get_contextvars().get("request_id", "")),
    }


def problem_response(failure: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every anticipated failure as one shape. None lets an unknown failure be logged as the bug that it is."""
    answer = _answer_of(failure)
    if answer is None:
        return None
    status, detail, title, errors, headers = answer
    return Response(
        problem_body(status, detail, title=title, errors=errors), status, headers=headers, content_type=PROBLEM
    )


def _answer_of(failure: Exception) -> tuple[int, str, str, list[tuple[str, str]], dict[str, str]] | None:
    match failure:
        case FieldsRefused():
            return failure.status, failure.message, failure.title, failure.errors, {}
        case DomainError():
            errors = [(failure.field, failure.message)] if failure.field else []
            errors += [("", sentence) for sentence in failure.details]
            return failure.status, failure.message, failure.title, errors, {}
        case Http404():
            return 404, "", "", [], {}
        case DjangoPermissionDenied():
            return 403, "Vous n'avez pas ce droit.", "", [], {}
        case RequestDataTooBig():
            return 413, "", "", [], {}
        case OperationalError() if is_lock_timeout(failure):
            return 409, "Une autre demande sur le même objet est en cours : réessayer.", "", [], {"Retry-After": "2"}
        case OperationalError() | InterfaceError():
            return 503, "", "", [], {"Retry-After": "5"}
        case RestValidationError():
            return 400, "Certaines valeurs sont à corriger.", "", list(flat(failure.detail)), {}
        case APIException():
            return failure.status_code, _sentence(failure), "", [], _headers(failure)
    return None


def _sentence(failure: APIException) -> str:
    text = force_str(failure.detail)
    if text.startswith("CSRF Failed"):
        return "Jeton anti-falsification absent ou périmé : recharger la page, ou employer un jeton de l'API."
    if isinstance(failure, NotAuthenticated):
        return "Présenter un jeton (« Authorization: Bearer pref_… ») ou ouvrir une session."
    if isinstance(failure, UnsupportedMediaType):
        return "Le corps d'une demande est du JSON : « Content-Type: application/json »."
    return text


def _headers(failure: APIException) -> dict[str, str]:
    headers = {}
    if header := getattr(failure, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if isinstance(failure, Throttled) and failure.wait is not None:
        headers["Retry-After"] = str(int(failure.wait) + 1)
    return headers


def flat(detail: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """The nested errors of REST framework as pairs (path, sentence)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            name = "" if name in ("non_field_errors", "__all__") else str(name)
            yield from flat(inner, ".".join(part for part in (path, name) if part))
    elif isinstance(detail, list):
        for inner in detail:
            yield from flat(inner, path)
    else:
        yield path, force_str(detail)


# --- in and out ---------------------------------------------------------------------------------------------


def plain(value: Any) -> str:
    """What orjson does not write by itself: amounts and translated texts become text."""
    return force_str(value)


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None) -> bytes:
        if data is None:
            return b""
        try:
            return orjson.dumps(data, default=plain)
        except TypeError:
            # A whole number of more than 64 bits in old answers: slower, but it is what was stored.
            return json.dumps(data, default=plain, ensure_ascii=False).encode("utf-8", "replace")


class BoundedJSONParser(BaseParser):
    """One JSON object of a bounded size and depth, without what PostgreSQL or a reader could not take."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> dict[str, Any]:
        raw = stream.read(MAX_BODY_BYTES + 1)
        if len(raw) > MAX_BODY_BYTES:
            raise BodyTooLarge()
        if not raw.strip():
            return {}
        try:
            # Refuses NaN, infinite numbers, lone surrogates, wrong UTF-8, and a depth that would exhaust the stack.
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"JSON illisible, ligne {error.lineno}, colonne {error.colno}.") from error
        if not isinstance(value, dict):
            raise ParseError("Le corps d'une demande est un objet JSON : { … }.")
        refuse_traps(value)
        json.loads(raw, object_pairs_hook=refuse_twice)
        return value


def refuse_traps(value: Any) -> None:
    """Walks without recursion: depth, the character NUL, whole numbers that change when they are read back."""
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise ParseError(f"JSON imbriqué sur plus de {MAX_DEPTH} niveaux.")
        if isinstance(item, dict):
            waiting.extend((inner, depth + 1) for pair in item.items() for inner in pair)
        elif isinstance(item, list):
            waiting.extend((inner, depth + 1) for inner in item)
        elif isinstance(item, str) and "\x00" in item:
            raise ParseError("Le caractère nul (\\u0000) n'est pas admis.")
        elif isinstance(item, int | float) and abs(item) > MAX_INTEGER:
            raise ParseError("Un nombre dépasse 2^53 : l'écrire comme un texte.")


def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(f"Champ écrit deux fois : {twice[:80]}.")
    return found


# --- lists --------------------------------------------------------------------------------------------------


class KeysetPagination(BasePagination):
    """Pages by position in a stable order: nothing is skipped or shown twice when rows arrive in between.

    The view declares `keyset`, columns that are never null and together unique: ("-received_on", "-id").
    """

    default_limit = 50
    max_limit = 200
    parameters = frozenset({"limit", "cursor"})

    def paginate_queryset(self, queryset: QuerySet, request, view=None) -> list:
        self.request, self.keyset = request, tuple(view.keyset)
        self.limit = self.read_limit(request.query_params.get("limit"))
        rows = queryset.order_by(*self.keyset)
        if cursor := request.query_params.get("cursor"):
            rows = rows.filter(self.after(queryset, cursor))
        found = list(rows[: self.limit + 1])
        self.more = len(found) > self.limit
        self.rows = found[: self.limit]
        return self.rows

    def read_limit(self, text: str | None) -> int:
        if text is None:
            return self.default_limit
        if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) or not 1 <= int(text) <= self.max_limit:
            raise RestValidationError({"limit": f"Un nombre de 1 à {self.max_limit} est attendu."})
        return int(text)

    def after(self, queryset: QuerySet, cursor: str) -> Q:
        """Rows strictly after the position: (a, b, c) compared column by column."""
        condition, equal = Q(), Q()
        for column, value in zip(self.keyset, self.position(queryset, cursor), strict=True):
            name = column.lstrip("-")
            comparison = f"{name}__lt" if column.startswith("-") else f"{name}__gt"
            condition |= equal & Q(**{comparison: value})
            equal &= Q(**{name: value})
        return condition

    def position(self, queryset: QuerySet, cursor: str) -> list[Any]:
        try:
            values = orjson.loads(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
            if not isinstance(values, list) or len(values) != len(self.keyset) or "\x00" in "".join(map(str, values)):
                raise RestValidationError({"cursor": INVALID_CURSOR})
            fields = [queryset.model._meta.get_field(column.lstrip("-")) for column in self.keyset]
            cleaned = [field.clean(value, None) for field, value in zip(fields, values, strict=True)]
        except (ValueError, TypeError, OverflowError, ValidationError) as error:
            raise RestValidationError({"cursor": INVALID_CURSOR}) from error
        return cleaned

    def get_paginated_response(self, data) -> Response:
        return Response({"results": data, "next": self.next_address()})

    def next_address(self) -> str | None:
        """Relative, so that a forged Host header cannot send a token elsewhere."""
        if not self.more:
            return None
        values = [getattr(self.rows[-1], column.lstrip("-")) for column in self.keyset]
        cursor = base64.urlsafe_b64encode(orjson.dumps(values)).decode()
        return replace_query_param(self.request.get_full_path(), "cursor", cursor)

    def get_paginated_response_schema(self, schema):
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": "string",
                    "nullable": True,
                    "format": "uri-reference",
                    "description": "Adresse de la page suivante, relative au site ; null à la dernière page.",
                    "example": "/api/v1/cases/?limit=50&cursor=WyIyMDI2LTAzLTAyIiwxMl0=",
                },
            },
        }

    def get_schema_operation_parameters(self, view):
        return [
            {
                "name": "limit",
                "in": "query",
                "description": "Nombre de lignes par page.",
                "schema": {
                    "type": "integer", "minimum": 1, "maximum": self.max_limit, "default": self.default_limit,
                },
            },
            {
                "name": "cursor",
                "in": "query",
                "description": "Position rendue par la page précédente (« next »).",
                "schema": {"type": "string"},
            },
        ]  # fmt: skip


class StrictFilterBackend(DjangoFilterBackend):
    """The same filter sets as the pages. `filter_defaults` of the view completes what the address does not say."""

    def get_filterset_kwargs(self, request, queryset, view):
        facts = super().get_filterset_kwargs(request, queryset, view)
        data = facts["data"].copy()
        for name, value in getattr(view, "filter_defaults", {}).items():
            data.setdefault(name, value)
        return {**facts, "data": data}


# --- the default ------------------------------------------------------------------------------------------------


class Closed(BasePermission):
    """The default of the whole API: an endpoint that does not say who may enter lets nobody in."""

    message = "Cette adresse n'est ouverte à personne."

    def has_permission(self, request, view) -> bool:
        return False

    def has_object_permission(self, request, view, obj) -> bool:
        return False
