"""From where a request comes, and what the log says of it: enough to find a fault again, without naming anybody."""

from ipaddress import ip_address

import structlog
from django.conf import settings
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware


def address_of(request: HttpRequest) -> str:
    """The address seen by the outermost of our own proxies: what a sender writes before it counts for nothing."""
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not proxies or len(forwarded) < proxies:
        return direct
    try:
        return str(ip_address(forwarded[-proxies]))
    except ValueError:
        return direct


class LoggedRequestMiddleware(RequestMiddleware):
    """Without the query, where names are searched."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=address_of(request))
