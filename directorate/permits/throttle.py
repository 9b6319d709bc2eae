"""A mild limit on the public check: codes cannot be guessed, but nobody needs to try thousands either."""

from django.http import HttpRequest
from rest_framework.throttling import AnonRateThrottle

from directorate.web.errors import DomainError


class TooManyChecks(DomainError):
    status = 429
    title = "Trop de vérifications"


class CheckThrottle(AnonRateThrottle):
    scope = "permit-check"
    rate = "60/min"


class ListThrottle(AnonRateThrottle):
    scope = "permit-lists"
    rate = "60/min"


def limit_lists(request: HttpRequest) -> None:
    if not ListThrottle().allow_request(request, None):
        raise TooManyChecks("Trop de lectures depuis cette adresse. Réessayez dans une minute.")


def limit_checks(request: HttpRequest) -> None:
    """Counts the readers by address, as the API does, behind the same number of proxies."""
    if not CheckThrottle().allow_request(request, None):
        raise TooManyChecks("Trop de vérifications depuis cette adresse. Réessayez dans une minute.")
