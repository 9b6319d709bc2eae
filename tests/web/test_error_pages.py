"""Failures as a person, a program and htmx read them."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from directorate.web import error_pages
from directorate.web.errors import Conflict, DomainError, NotAllowed
from directorate.web.middleware import DomainErrorMiddleware, PrivacyHeadersMiddleware, UnavailableDatabaseMiddleware


def asked(path="/dossiers/", **headers):
    request = RequestFactory().post(path, headers=headers)
    request.user, request.session = AnonymousUser(), {}
    return request


def answer(refusal, **headers):
    middleware = DomainErrorMiddleware(lambda request: HttpResponse())
    return middleware.process_exception(asked(**headers), refusal)


@pytest.mark.parametrize(
    ("refusal", "status"), [(DomainError("Non."), 422), (NotAllowed("Non."), 403), (Conflict("Non."), 409)]
)
def test_a_refusal_keeps_its_status(refusal, status):
    assert answer(refusal).status_code == status


def test_a_person_reads_what_happened_and_that_nothing_was_changed():
    html = answer(Conflict("Mme Durand a changé ce dossier à 9 h 30.", details=["Rechargez-le."])).content.decode()
    assert "Mme Durand a changé ce dossier" in html
    assert "Rechargez-le." in html
    assert "Rien n&#x27;a été modifié." in html


def test_markup_in_a_refusal_shows_as_text():
    html = answer(DomainError("<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in html


def test_a_program_reads_a_problem():
    response = answer(DomainError("La date est passée.", field="day"), accept="application/json")
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert (body["status"], body["detail"]) == (422, "La date est passée.")
    assert body["errors"] == [{"field": "day", "message": "La date est passée."}]


def test_htmx_puts_the_refusal_above_the_page():
    response = answer(DomainError("Non."), **{"HX-Request": "true"})
    assert response["HX-Retarget"] == "#messages"
    assert "<html" not in response.content.decode()


def test_an_unknown_failure_is_left_to_the_log():
    assert answer(ValueError("bug")) is None


def test_a_database_that_is_away_gives_503_and_a_time_to_come_back():
    middleware = UnavailableDatabaseMiddleware(lambda request: HttpResponse())
    response = middleware.process_exception(asked(), OperationalError("server closed the connection"))
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "La base de données ne répond pas" in response.content.decode()
    assert "server closed" not in response.content.decode()


def test_a_database_that_fails_before_the_view_gives_503_too():
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        assert error_pages.server_error(asked()).status_code == 503


def test_an_answer_made_outside_of_the_other_middleware_has_their_headers():
    response = UnavailableDatabaseMiddleware(lambda request: HttpResponse(status=503))(asked())
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cache-Control"] == "private, no-store"


def test_another_failure_gives_500_without_its_secret():
    try:
        raise ValueError("secret")
    except ValueError:
        response = error_pages.server_error(asked())
    assert response.status_code == 500
    assert "secret" not in response.content.decode()


def test_every_page_of_failure_is_a_whole_page_in_french():
    for view in (error_pages.bad_request, error_pages.forbidden, error_pages.not_found, error_pages.csrf_failure):
        html = view(asked()).content.decode()
        assert html.startswith("<!DOCTYPE html>")
        assert "Aller à l&#x27;accueil" in html or "Aller à l'accueil" in html


def test_pages_are_kept_by_no_cache_unless_a_view_says_otherwise():
    def view(request):
        response = HttpResponse()
        if request.path == "/public/":
            response["Cache-Control"] = "max-age=60"
        return response

    middleware = PrivacyHeadersMiddleware(view)
    assert middleware(asked())["Cache-Control"] == "private, no-store"
    assert middleware(asked("/public/"))["Cache-Control"] == "max-age=60"
    assert "camera=()" in middleware(asked())["Permissions-Policy"]


@pytest.mark.django_db
def test_an_unknown_address_answers_404_to_anybody(client):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Page introuvable" in response.content.decode()
    assert client.get("/api/v1/nulle-part/").json()["status"] == 404
