"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.web import sign_in, static_pages

urlpatterns = [
    path("connexion/", sign_in.sign_in, name="sign-in"),
    path("deconnexion/", sign_in.sign_out, name="sign-out"),
    path("compte/", sign_in.account, name="account"),
    path("compte/mot-de-passe/", sign_in.password, name="password"),
    path("compte/second-facteur/", sign_in.second_factor, name="second-factor"),
    path("aide/", static_pages.help_page, name="help"),
    path("composants/", static_pages.gallery, name="gallery"),
    path("accessibilite/", static_pages.accessibility, name="accessibility"),
    path("mentions-legales/", static_pages.legal_notice, name="legal-notice"),
    path("donnees-personnelles/", static_pages.personal_data, name="personal-data"),
]
