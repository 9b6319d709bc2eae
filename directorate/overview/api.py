"""The inbox over the API: the same blocks, the same rows and the same visibility as the page."""

import base64
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from directorate.casework.api_shapes import WaitingFor, waiting_for
from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.overview import inbox
from directorate.overview.inbox import InboxRow
from directorate.web.api import INVALID_CURSOR
from directorate.web.resources import ApiRoute, Coded, Resource, documented

DEFAULT_ROWS, MOST_ROWS = 20, 200
SCOPES = ("mine", "unit")
BLOCKS = {code: (label, condition) for code, label, _, _, condition in inbox.BLOCKS}


class IsInPost(BasePermission):
    """A person of the prefecture: a partner's program has no inbox."""

    message = "La corbeille est celle d'un agent de la préfecture : un programme partenaire n'en a pas."

    def has_permission(self, request, view) -> bool:
        return isinstance(request.user, StaffMember) and posting_on(request.user, view.today) is not None


class InboxRowShape(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField()
    person = serializers.CharField(help_text="La personne ou l'organisme concerné.")
    commune = serializers.CharField()
    caseworker = serializers.CharField()
    stage = Coded()
    due_on = serializers.DateField(allow_null=True)
    deadline = serializers.CharField(help_text="L'échéance en mots : « Dépassée de 2 j ».")
    deadline_label = serializers.CharField()
    waiting_for = WaitingFor(allow_null=True)
    url = serializers.CharField(help_text="Page du dossier, relative au site.")


class InboxBlockShape(serializers.Serializer):
    code = serializers.ChoiceField(choices=list(BLOCKS))
    label = serializers.CharField()
    count = serializers.IntegerField(help_text=f"Compté jusqu'à {inbox.COUNTED} ; au-delà, « capped » est vrai.")
    capped = serializers.BooleanField()
    rows = InboxRowShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="Suite de ce bloc, relative au site.")


class InboxShape(serializers.Serializer):
    """La corbeille d'un agent, en blocs."""

    on = serializers.DateField()
    scope = serializers.ChoiceField(choices=SCOPES)
    blocks = InboxBlockShape(many=True)


PARAMETERS = [
    OpenApiParameter(
        "scope", str, OpenApiParameter.QUERY, enum=SCOPES, default="mine",
        description="mine : ses dossiers et ceux des absents suppléés ; unit : ceux du bureau.",
    ),
    OpenApiParameter(
        "block", str, OpenApiParameter.QUERY, enum=list(BLOCKS), description="Un seul bloc ; tous sans ce paramètre."
    ),
    OpenApiParameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": DEFAULT_ROWS},
        OpenApiParameter.QUERY, description="Nombre de lignes par bloc.",
    ),
    OpenApiParameter(
        "cursor", str, OpenApiParameter.QUERY,
        description="Position rendue par « next », avec le bloc qu'elle poursuit.",
    ),
]  # fmt: skip


class InboxViewSet(Resource):
    """La corbeille de l'agent : ce qui presse et ce qui attend un geste."""

    queryset = Case.objects.none()
    serializer_class = InboxShape
    filter_backends = []
    pagination_class = None
    access = {"list": IsInPost}
    parameters = {"list": frozenset({"scope", "block", "limit", "cursor"})}

    @documented("Lire sa corbeille", forced_singular_serializer(InboxShape), tags=["Corbeille"], parameters=PARAMETERS)
    def list(self, request):
        scope = self.chosen("scope", SCOPES) or SCOPES[0]
        block = self.chosen("block", tuple(BLOCKS))
        limit, after = self.limit(), self.position(block)
        found = self.found((block,) if block else tuple(BLOCKS), scope, limit, after)
        return Response(
            {
                "on": self.today,
                "scope": scope,
                "blocks": [self.block(code, total, rows, limit) for code, (total, rows) in found.items()],
            }
        )

    def found(self, codes: Sequence[str], scope: str, limit: int, after) -> dict[str, tuple[int, Sequence[InboxRow]]]:
        """One row more than asked, which says whether there is a next page."""
        staff, on, of_unit = self.request.user, self.today, scope == "unit"
        conditions = {code: BLOCKS[code][1](on) for code in codes if BLOCKS[code][1] is not None}
        waiting = inbox.signable_cases(staff, on) if "sign" in codes else None
        rows = inbox.followed(staff, on, of_unit=of_unit)
        read = inbox.read_blocks(rows, conditions, on, limit=limit + 1, after=after, waiting=waiting)
        return {code: read[code] for code in codes}

    def block(self, code: str, total: int, rows: Sequence[InboxRow], limit: int) -> dict[str, Any]:
        shown = rows[:limit]
        return {
            "code": code,
            "label": BLOCKS[code][0],
            "count": min(total, inbox.COUNTED),
            "capped": total > inbox.COUNTED,
            "rows": [shape(row) for row in shown],
            "next": self.next_address(code, shown[-1]) if len(rows) > limit else None,
        }

    def next_address(self, code: str, last: InboxRow) -> str:
        cursor = base64.urlsafe_b64encode(orjson.dumps([last.due_on, last.key])).decode()
        address = replace_query_param(self.request.get_full_path(), "block", code)
        return replace_query_param(address, "cursor", cursor)

    def chosen(self, name: str, choices: tuple[str, ...]) -> str | None:
        value = self.request.query_params.get(name)
        if value is not None and value not in choices:
            raise ValidationError({name: f"Une de ces valeurs est attendue : {', '.join(choices)}."})
        return value

    def limit(self) -> int:
        text = self.request.query_params.get("limit", str(DEFAULT_ROWS))
        if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST_ROWS:
            raise ValidationError({"limit": f"Un nombre de 1 à {MOST_ROWS} est attendu."})
        return int(text)

    def position(self, block: str | None) -> tuple[date | None, int] | None:
        cursor = self.request.query_params.get("cursor")
        if not cursor:
            return None
        if block is None:
            raise ValidationError({"cursor": "Une position poursuit un bloc : l'indiquer avec « block »."})
        try:
            day, key = orjson.loads(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
            found = (None if day is None else date.fromisoformat(day), key)
        except (ValueError, TypeError) as error:
            raise ValidationError({"cursor": INVALID_CURSOR}) from error
        if not isinstance(key, int) or isinstance(key, bool) or not 0 <= key < 2**63:
            raise ValidationError({"cursor": INVALID_CURSOR})
        return found


def shape(row: InboxRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "title": row.title,
        "person": row.person,
        "commune": row.commune,
        "caseworker": row.caseworker,
        "stage": {"code": row.stage_code, "label": STAGES[row.stage_code].label},
        "due_on": row.due_on,
        "deadline": row.deadline,
        "deadline_label": row.deadline_label,
        "waiting_for": waiting_for(row.blocker_code, row.blocker, row.blocked_since),
        "url": row.url,
    }


API_ROUTES = (ApiRoute("inbox", InboxViewSet, "inbox"),)
