"""The feed of changes over the API: what has changed since a position, in order, without gap or repeat."""

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from django.utils.dateparse import parse_datetime
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as RestValidationError
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.utils.urls import replace_query_param

from directorate.casework.feed import (
    Kind,
    changes_after,
    is_forgotten,
    last_position,
    line,
    oldest_position,
    position_at,
)
from directorate.casework.models import CaseChange
from directorate.partners.authentication import HasScope
from directorate.partners.models import ApiClient
from directorate.web.api import KeysetPagination
from directorate.web.errors import DomainError
from directorate.web.resources import ApiRoute, LabelledCode, Resource, documented

LATEST = "now"
UNREADABLE = "Un curseur rendu par ce fil est attendu, ou un instant comme 2026-03-02T09:30:00+01:00, ou « now »."
MOST_POSITION = 2**63 - 1


class Gone(DomainError):
    """The position no longer says what the reader has read: it must read everything again."""

    status = 410
    title = "Resynchroniser"


TOO_OLD = (
    "Ce curseur a plus de 90 jours : des changements ont été effacés depuis. Resynchronisez : prenez un curseur par"
    " « since=now », relisez la liste des dossiers, puis reprenez le fil à ce curseur."
)
OTHER_PERIMETER = (
    "Le périmètre de ce jeton a changé depuis ce curseur. Resynchronisez : prenez un curseur par « since=now », relisez"
    " la liste des dossiers, puis reprenez le fil à ce curseur."
)


class Change(serializers.Serializer):
    """Un changement d'un dossier. D'un dossier sorti du périmètre, seules la référence et la mention « removed »."""

    reference = serializers.CharField()
    removed = serializers.BooleanField(help_text="Le dossier n'est plus visible : effacez ce que vous en gardez.")
    kind = LabelledCode(lambda code: Kind(code).label, help_text="Absent d'un dossier sorti du périmètre.")
    version = serializers.IntegerField(required=False, help_text="Version du dossier après ce changement.")
    at = serializers.DateTimeField(required=False)
    url = serializers.CharField(required=False, help_text="Adresse du dossier dans son état présent.")


class ChangePage(serializers.Serializer):
    results = Change(many=True)
    cursor = serializers.CharField(help_text="À garder : la prochaine lecture reprend par « since » avec cette valeur.")
    next = serializers.CharField(
        allow_null=True, help_text="Adresse de la suite, relative au site ; null quand tout est lu."
    )


def shape(change: CaseChange) -> dict[str, Any]:
    told = line(change)
    if told["removed"]:
        return told
    return told | {
        "kind": {"code": change.kind, "label": Kind(change.kind).label},
        "at": change.at,
        "url": reverse("api:case-detail", args=[change.case.reference]),
    }


def write_cursor(position: int, perimeter: int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([position, perimeter])).decode().rstrip("=")


def read_cursor(text: str) -> tuple[int, int] | None:
    """(position, version of the perimeter), or None when this is no cursor."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{4,60}", text, re.ASCII):
        return None
    try:
        found = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    if not isinstance(found, list) or [type(item) for item in found] != [int, int]:
        return None
    return (found[0], found[1]) if 0 <= found[0] <= MOST_POSITION and found[1] >= 0 else None


def read_instant(text: str) -> datetime | None:
    try:
        # The "+" of a time zone that was not escaped in the address arrives as a space.
        instant = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


class ChangeViewSet(Resource):
    """Le fil des changements des dossiers visibles."""

    queryset = CaseChange.objects.none()
    serializer_class = Change
    pagination_class = None
    filter_backends = []
    access = {"list": HasScope("cases:read")}
    parameters: Mapping[str, frozenset[str]] = {"list": frozenset({"since", "limit"})}

    @property
    def client(self) -> ApiClient | None:
        return self.request.auth if isinstance(self.request.auth, ApiClient) else None

    @property
    def perimeter(self) -> int:
        return self.client.perimeter_version if self.client else 0

    @documented(
        "Lire ce qui a changé", forced_singular_serializer(ChangePage), 410, tags=["Changements"],
        description="Dans l'ordre, sans trou ni répétition, du plus ancien au plus récent. Sans « since » : depuis le"
        " plus ancien changement gardé (90 jours). Le curseur est toujours rendu, même quand il n'y a rien de neuf. Un"
        " instant peut rendre quelques changements un peu antérieurs ; un curseur jamais. Un curseur trop ancien, ou"
        " pris sous un autre périmètre, répond 410 : il faut resynchroniser.",
        parameters=[
            OpenApiParameter(
                "since", str, OpenApiParameter.QUERY,
                description="Curseur rendu par la lecture précédente, instant ISO 8601, ou « now ».",
            ),
            OpenApiParameter(
                "limit", {"type": "integer", "minimum": 1, "maximum": KeysetPagination.max_limit},
                OpenApiParameter.QUERY, description="Nombre de changements par page, 50 par défaut.",
            ),
        ],
    )  # fmt: skip
    def list(self, request):
        limit = KeysetPagination().read_limit(request.query_params.get("limit"))
        position = self.position(request.query_params.get("since"))
        staff = None if self.client else request.user
        found = changes_after(position, limit, client=self.client, staff=staff, at=self.at)
        cursor = write_cursor(found.position, self.perimeter)
        following = replace_query_param(request.get_full_path(), "since", cursor) if found.more else None
        return Response({"results": [shape(change) for change in found.changes], "cursor": cursor, "next": following})

    def position(self, since: str | None) -> int:
        if since is None:
            return oldest_position(self.at)
        if since == LATEST:
            return last_position()
        if cursor := read_cursor(since):
            return self.checked(*cursor)
        instant = read_instant(since)
        if instant is None:
            raise RestValidationError({"since": UNREADABLE})
        position = position_at(instant)
        if is_forgotten(position, self.at):
            raise Gone(TOO_OLD)
        return position

    def checked(self, position: int, perimeter: int) -> int:
        if perimeter != self.perimeter:
            raise Gone(OTHER_PERIMETER)
        if is_forgotten(position, self.at):
            raise Gone(TOO_OLD)
        return position


API_ROUTES = (ApiRoute("changes", ChangeViewSet, "change"),)
