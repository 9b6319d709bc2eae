"""A limit on the public draw: a commune draws once, and whoever checks it a few times."""

from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle

from directorate.web.errors import DomainError


class TooManyDraws(DomainError):
    status = 429
    title = "Trop de tirages"


class DrawThrottle(SimpleRateThrottle):
    """By address, for those who are signed in as for the others: the page asks nobody who they are."""

    scope = "jury-draw"
    rate = "10/min"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def limit_draws(request: HttpRequest) -> None:
    if not DrawThrottle().allow_request(request, None):
        raise TooManyDraws("Trop de tirages depuis cette adresse. Réessayez dans une minute.")
