"""What the endpoints of the API share: closed actions, known parameters, versions, and their description."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate, now
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.exceptions import ValidationError as RestValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.viewsets import GenericViewSet

from directorate.web.api import PROBLEM, PROBLEMS, Closed, FieldsRefused, UnknownParameter
from directorate.web.errors import Conflict

# --- description --------------------------------------------------------------------------------------------


class ProblemError(serializers.Serializer):
    field = serializers.CharField(help_text="Chemin du champ (« applicant.siret »), ou vide pour l'ensemble.")
    message = serializers.CharField(help_text="Phrase à montrer à la personne.")


class Problem(serializers.Serializer):
    """La forme unique d'un refus (RFC 9457)."""

    type = serializers.CharField(help_text="Adresse qui identifie la nature du problème.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="Ce qui s'est passé, en une phrase.")
    errors = ProblemError(many=True)
    request_id = serializers.CharField(help_text="À citer au support.")


class Coded(serializers.Serializer):
    """Un code et son libellé."""

    code = serializers.CharField()
    label = serializers.CharField()


@extend_schema_field(Coded(allow_null=True))
class LabelledCode(serializers.Field):
    """A code with its French label; null when there is none."""

    def __init__(self, label, **facts):
        super().__init__(read_only=True, **facts)
        self.label_of = label

    def to_representation(self, value):
        return {"code": value, "label": self.label_of(value)} if value else None


ALWAYS_POSSIBLE = (400, 401, 403, 406, 429, 503)
ON_WRITING = (409, 413, 415, 422)


def documented(
    summary: str, answer: Any, *more: int, status: int = 200, writes: bool = False, **facts: Any
) -> Callable:
    """`extend_schema` with the refusals that any operation may give, and those of `more`."""
    possible = sorted({*ALWAYS_POSSIBLE, *more, *(ON_WRITING if writes else ())})
    refusals = {(code, PROBLEM): OpenApiResponse(Problem, PROBLEMS[code][1]) for code in possible}
    return extend_schema(summary=summary, responses={status: answer, **refusals}, **facts)


# --- endpoints ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ApiRoute:
    """A resource under /api/v1/: `viewset` is a `Resource`, which names the permission of each of its actions."""

    prefix: str
    viewset: Any
    basename: str


class Resource(GenericViewSet):
    """A resource: closed except for the actions that `access` names with their permission.

    `parameters` names, per action, the parameters of the address besides filters and pages.
    """

    access: Mapping[str, Any] = {}
    parameters: Mapping[str, frozenset[str]] = {}
    keyset: tuple[str, ...] = ("pk",)
    metadata_class = None

    def get_permissions(self):
        if self.action is None:
            # A method that does not exist here: 405, but only to somebody known.
            return [IsAuthenticated()]
        return [self.access.get(self.action, Closed)()]

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.refuse_unknown_parameters(request)

    def perform_authentication(self, request):
        """Count a request before judging it: a program that tries one token after another is limited too."""
        try:
            super().perform_authentication(request)
        finally:
            super().check_throttles(request)

    def check_throttles(self, request):
        """Already counted, once."""

    def known_parameters(self) -> frozenset[str]:
        known = self.parameters.get(self.action, frozenset())
        if self.action == "list":
            if self.pagination_class:
                known |= self.pagination_class.parameters
            known |= self.filter_names()
        return known

    def filter_names(self) -> frozenset[str]:
        filters = getattr(self, "filterset_class", None)
        return frozenset(filters.base_filters) if filters else frozenset()

    def refuse_unknown_parameters(self, request) -> None:
        if unknown := set(request.query_params) - self.known_parameters():
            raise UnknownParameter(sorted(unknown))
        if nul := [name for name, values in request.query_params.lists() if any("\x00" in value for value in values)]:
            raise RestValidationError({name: "Le caractère nul n'est pas admis." for name in nul})

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        for name, value in getattr(self.request, "limit_headers", {}).items():
            response[name] = value
        return response

    @property
    def at(self) -> datetime:
        if not hasattr(self, "_at"):
            self._at = now()
        return self._at

    @property
    def today(self) -> date:
        return localdate(self.at)


def expected_version(request) -> int | None:
    """The version that the caller read: header If-Match, or field `version` of the body. None when not said."""
    header = request.headers.get("If-Match", "").strip()
    written = request.data.get("version")
    if written is not None and (not isinstance(written, int) or isinstance(written, bool) or written < 1):
        raise FieldsRefused([("version", "Un nombre entier positif est attendu.")])
    if header in ("", "*"):
        return written
    found = re.fullmatch(r'(?:W/)?"([0-9]{1,9})"', header, re.ASCII)
    if found is None:
        raise ParseError('If-Match attend la valeur de l\'en-tête ETag, par exemple "3".')
    if written is not None and written != int(found[1]):
        raise Conflict("L'en-tête If-Match et le champ « version » se contredisent.", field="version")
    return int(found[1])


IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,128}", re.ASCII)


def idempotency_key(request) -> str:
    """The key of a demand that may be sent twice, or empty."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if key and not IDEMPOTENCY_KEY.fullmatch(key):
        raise ParseError("Idempotency-Key : de 8 à 128 caractères visibles, par exemple un UUID.")
    return key
