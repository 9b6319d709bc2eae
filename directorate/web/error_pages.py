"""What a person or a program reads when something fails: what happened, what to do, and that nothing was lost."""

import sys
from collections.abc import Sequence
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from directorate.web.api import PROBLEM, problem_body
from directorate.web.errors import DomainError

RETRY_AFTER_SECONDS = 30
DATABASE_FAILURES = (OperationalError, InterfaceError)


def wants_json(request: HttpRequest) -> bool:
    """A program asks: an address of the API, or a preference for JSON over HTML."""
    if request.path_info.startswith("/api/"):
        return True
    return request.get_preferred_type(["text/html", "application/json", "application/problem+json"]) not in (
        None,
        "text/html",
    )


def problem(status: int, title: str, detail: str, *, details: Sequence[str] = (), field: str = "") -> JsonResponse:
    """The same shape as a refusal of the API, for what fails before or beside it."""
    errors = [(field, detail)] if field else []
    body = problem_body(status, detail, title=title, errors=[*errors, *(("", sentence) for sentence in details)])
    return JsonResponse(body, status=status, content_type=PROBLEM)


def failure(
    request: HttpRequest,
    status: int,
    title: str,
    message: str,
    *,
    details: Sequence[str] = (),
    advice: str = "",
    again: tuple[str, str] | None = None,
    field: str = "",
    bare: bool = False,
) -> HttpResponseBase:
    """The page, the htmx fragment or the problem in JSON. `bare` reads neither the session nor the database."""
    if wants_json(request):
        response: HttpResponseBase = problem(status, title, message, details=details, field=field)
    elif request.headers.get("HX-Request") == "true":
        # The region that was asked for stays as it is: the refusal goes above the page.
        fragment = render_to_string(
            "components/alert.html", {"tone": "error", "title": title, "text": message, "details": details}
        )
        response = HttpResponse(fragment, status=status, headers={"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"})
    else:
        context = {
            "status": status,
            "title": title,
            "message": message,
            "details": details,
            "advice": advice,
            "again": again,
        }
        response = HttpResponse(
            render_to_string("layouts/error.html", context, request=None if bare else request), status=status
        )
    patch_vary_headers(response, ["Accept", "HX-Request"])
    return response


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponseBase:
    """A refusal of the domain that no form has shown beside its field."""
    return failure(
        request,
        refusal.status,
        refusal.title,
        refusal.message,
        details=refusal.details,
        field=refusal.field,
        advice="" if request.method in ("GET", "HEAD") else "Rien n'a été modifié.",
        again=getattr(refusal, "again", None)
        or (None if refusal.status in (403, 404) else ("Revenir à la page", request.get_full_path())),
    )


def unavailable(request: HttpRequest) -> HttpResponseBase:
    response = failure(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Service momentanément indisponible",
        "La base de données ne répond pas. Ce que vous veniez d'envoyer n'a pas été enregistré.",
        advice="Attendez une demi-minute, puis rechargez la page. Si cela dure, prévenez l'administrateur.",
        again=("Réessayer", request.get_full_path()),
        bare=True,
    )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def bad_request(request, exception=None):
    return failure(
        request,
        HTTPStatus.BAD_REQUEST,
        "Demande incompréhensible",
        "L'adresse ou les données envoyées ne sont pas lisibles. Rien n'a été modifié.",
        advice="Revenez à la page précédente et recommencez. Un envoi de plus de 50 Mo est également refusé ainsi.",
        bare=True,
    )


def forbidden(request, exception=None):
    words = str(exception) if isinstance(exception, PermissionDenied) and exception.args else ""
    return failure(
        request,
        HTTPStatus.FORBIDDEN,
        "Action non autorisée",
        words or "Vos fonctions actuelles ne donnent pas accès à cette page.",
        advice="Si vous devriez y avoir accès, demandez à votre chef de bureau ou à l'administrateur.",
    )


def not_found(request, exception=None):
    return failure(
        request,
        HTTPStatus.NOT_FOUND,
        "Page introuvable",
        "Cette page n'existe pas, ou vous n'avez pas à la connaître.",
        advice="Vérifiez l'adresse, ou cherchez la référence du dossier depuis l'accueil.",
    )


def server_error(request):
    """Also answers when the database is away: it then fails before any view, in the session or the sign-in."""
    if isinstance(sys.exc_info()[1], DATABASE_FAILURES):
        return unavailable(request)
    return failure(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Erreur inattendue",
        "L'application a rencontré une erreur, qui est consignée. Ce que vous veniez d'envoyer n'est pas enregistré.",
        advice="Réessayez. Si l'erreur se reproduit, indiquez l'heure et l'adresse de la page à l'administrateur.",
        again=("Réessayer", request.get_full_path()),
        bare=True,
    )


def csrf_failure(request, reason=""):
    return failure(
        request,
        HTTPStatus.FORBIDDEN,
        "Formulaire périmé",
        "Par sécurité, ce formulaire n'a pas été accepté : la session a changé depuis qu'il a été affiché.",
        advice=(
            "Rien n'a été modifié. Le bouton « Précédent » du navigateur rend ce que vous aviez saisi : copiez-le, "
            "rechargez la page et envoyez de nouveau."
        ),
        again=("Recharger la page", request.get_full_path()),
        bare=True,
    )
