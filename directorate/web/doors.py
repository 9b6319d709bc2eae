"""What the pages behind a personal link share: a mild limit, and one page that says why a link does not open."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.timezone import now
from rest_framework.throttling import AnonRateThrottle

from directorate.web.errors import DomainError

TOO_MANY = "Trop de visites depuis cette adresse. Réessayez dans une minute."


class Door:
    """`scope`: its visits are counted apart from those of other doors. `template` shows {title} and {message}."""

    def __init__(self, scope: str, title: str, template: str):
        self.title, self.template = title, template
        # A code cannot be guessed; this keeps a program that tries from working the database.
        self.throttle = type("DoorThrottle", (AnonRateThrottle,), {"scope": scope, "rate": "60/min"})

    def lets_in(self, request: HttpRequest) -> bool:
        return self.throttle().allow_request(request, None)

    def unusable(self, request: HttpRequest, message: str, status: int) -> TemplateResponse:
        return TemplateResponse(request, self.template, {"title": self.title, "message": message}, status=status)

    def opened(
        self,
        request: HttpRequest,
        find: Callable[[str, datetime], Any],
        code: str,
        act: Callable[..., Any] | None = None,
    ) -> tuple[Any, Any]:
        """What the code opens and nothing, or nothing and the page that says why. `act`: what a POST does instead."""
        if not self.lets_in(request):
            return None, self.unusable(request, TOO_MANY, 429)
        at = now()
        try:
            return (act(code=code, at=at) if act and request.method == "POST" else find(code, at)), None
        except DomainError as refusal:
            return None, self.unusable(request, refusal.message, refusal.status)
