"""What surrounds every view: refusals of the domain, a database away, the second factor, privacy headers."""

from collections.abc import Callable
from urllib.parse import urlencode

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from directorate.web import error_pages
from directorate.web.errors import Conflict, DomainError, is_lock_timeout

# What a browser may not do on our pages, whatever a script asks.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
PRIVACY_HEADERS = {
    "Cache-Control": "private, no-store",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
READ_AS_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}
SECOND_FACTOR_EXPECTED = "second_factor_expected"
# The only pages that answer before the second factor, and before the password has been changed.
BEFORE_SECOND_FACTOR = {"directorate:second-factor", "directorate:sign-out"}
BEFORE_NEW_PASSWORD = BEFORE_SECOND_FACTOR | {"directorate:password"}


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in PRIVACY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


class ReadableRequestMiddleware:
    """No address holds a NUL character, which the database refuses; and all is read as UTF-8, whatever the sender says:
    another encoding would smuggle in characters that no text may hold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request):
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in READ_AS_UTF8:
            return error_pages.bad_request(request)
        if "\x00" in request.path_info:
            return error_pages.not_found(request)
        return self.get_response(request)


class UnavailableDatabaseMiddleware:
    """A database that does not answer gives 503 and a date to come back, never a stack of errors.

    Failures outside of a view (session, sign-in) reach `error_pages.server_error`, which answers the same. Such an
    answer, or the refusal of an unknown host, has not passed through the middleware inside this one: it receives here
    the headers that they would set.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code >= 400 and not response.has_header("Content-Security-Policy"):
            response["Content-Security-Policy"] = build_policy()
            response["X-Frame-Options"] = settings.X_FRAME_OPTIONS
            keep_private(response)
        return response

    def process_exception(self, request, exception):
        if is_lock_timeout(exception):
            return error_pages.refused(request, Conflict("Un collègue enregistre ces données en ce moment."))
        if isinstance(exception, error_pages.DATABASE_FAILURES):
            return error_pages.unavailable(request)
        return None


class DomainErrorMiddleware:
    """The one place where a refusal of the domain becomes an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, DomainError):
            return error_pages.refused(request, exception)
        return None


class SecondFactorMiddleware:
    """A session is complete when the second factor was given and no password is waiting to be changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # The API lets in programs by their token, but also people by their session: these need the whole session.
        is_open = not getattr(view, "login_required", True) and not request.path_info.startswith("/api/")
        if is_open or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if lacks_second_factor(request):
            if name not in BEFORE_SECOND_FACTOR:
                return led_to(request, "directorate:second-factor", "Donnez d'abord le second facteur.")
        elif request.user.must_change_password and name not in BEFORE_NEW_PASSWORD:
            return led_to(request, "directorate:password", "Changez d'abord votre mot de passe.")
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Required of everybody, or expected of this person, who enrolled a telephone."""
    expected = settings.SECOND_FACTOR_REQUIRED or request.session.get(SECOND_FACTOR_EXPECTED, False)
    return expected and not request.user.is_verified()


def led_to(request: HttpRequest, url_name: str, sentence: str) -> HttpResponseBase:
    if error_pages.wants_json(request):
        return error_pages.problem(403, "Session incomplète", sentence)
    if request.headers.get("HX-Request") == "true":
        return error_pages.failure(request, 403, "Session incomplète", sentence)
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(reverse(url_name) + query)


class PrivacyHeadersMiddleware:
    """Pages are kept by no cache unless a view says otherwise, indexed by nobody, and ask nothing of the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request):
        return keep_private(self.get_response(request))
