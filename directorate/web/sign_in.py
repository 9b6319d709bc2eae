"""Signing in and out, the second factor, the password, the account of the person."""

import structlog
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp import login as otp_login

from directorate.web import second_factor as factor
from directorate.web.access import open_to_everyone, open_to_signed_in
from directorate.web.error_pages import failure
from directorate.web.errors import DomainError
from directorate.web.middleware import SECOND_FACTOR_EXPECTED
from directorate.web.pages import FORM_METHODS, form_page, posted, refuse

log = structlog.get_logger("directorate.security")


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "L'identifiant ou le mot de passe est incorrect. Attention aux majuscules.",
        "inactive": "Ce compte est fermé. Adressez-vous à l'administrateur de l'application.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Identifiant"
        self.fields["username"].help_text = "Celui que l'administrateur vous a remis, par exemple p.nom"
        self.fields["password"].label = "Mot de passe"


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args, help_text: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = help_text


class PasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Mot de passe actuel"
        self.fields["new_password1"].label = "Nouveau mot de passe"
        self.fields[
            "new_password1"
        ].help_text = "15 caractères au moins. Une phrase que vous retiendrez vaut mieux qu'un mot compliqué."
        self.fields["new_password2"].label = "Nouveau mot de passe, une seconde fois"
        self.fields["new_password2"].help_text = ""

    def clean(self):
        data = super().clean()
        if data.get("old_password") and data.get("old_password") == data.get("new_password2"):
            self.add_error("new_password1", ValidationError("Choisissez un mot de passe différent de l'actuel."))
        return data


def destination(request, default: str) -> str:
    """Where the person was going, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    # A path from the root: anything else could be taken for the name of a route.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url(default)


# --- in and out ---------------------------------------------------------------------------------------------


@sensitive_post_parameters("password")
@require_http_methods(FORM_METHODS)
@open_to_everyone("ouvrir une session")
def sign_in(request):
    if request.user.is_authenticated:
        return redirect(destination(request, settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, data=posted(request))
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        login(request, user)
        request.session[SECOND_FACTOR_EXPECTED] = factor.telephone(user) is not None
        return redirect(destination(request, settings.LOGIN_REDIRECT_URL))
    return TemplateResponse(
        request,
        "web/sign_in.html",
        {"form": form, "title": "Se connecter", "next": destination(request, settings.LOGIN_REDIRECT_URL)},
        status=422 if form.is_bound else 200,
    )


@require_POST
@open_to_signed_in
def sign_out(request):
    logout(request)
    messages.success(request, "Vous êtes déconnecté.")
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request, response=None, credentials=None):
    """Too many failures of this name from this address."""
    log.warning("sign_in_locked", username=(credentials or {}).get("username", "")[:150])
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    answer = failure(
        request,
        429,
        "Trop d'essais de connexion",
        f"Le mot de passe a été refusé {settings.AXES_FAILURE_LIMIT} fois de suite. Attendez {minutes} minutes.",
        advice="Mot de passe oublié ? L'administrateur de l'application peut vous en remettre un autre.",
        bare=True,
    )
    answer["Retry-After"] = str(minutes * 60)
    return answer


# --- second factor ------------------------------------------------------------------------------------------


@sensitive_post_parameters("code")
@require_http_methods(FORM_METHODS)
@open_to_signed_in
def second_factor(request):
    """One address, four faces: give the code, begin, photograph the square and confirm, look after what exists."""
    device = factor.telephone(request.user)
    if device is not None and not request.user.is_verified():
        return ask_code(request)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    answer = FACTOR_ACTIONS.get(action)
    if answer is not None:
        return answer(request)
    return factor_page(request)


def ask_code(request):
    form = CodeForm(
        posted(request), help_text="Les six chiffres affichés par votre téléphone, ou l'un de vos codes de secours."
    )
    if request.method == "POST" and form.is_valid():
        device, reason = factor.check(user=request.user, code=form.cleaned_data["code"])
        if device is not None:
            request.session.cycle_key()
            otp_login(request, device)
            left = factor.codes_left(request.user)
            if left < 3:
                messages.warning(
                    request, f"Il vous reste {left} code{'s' if left > 1 else ''} de secours : renouvelez-les."
                )
            return redirect(destination(request, settings.LOGIN_REDIRECT_URL))
        form.add_error("code", reason)
    return TemplateResponse(
        request,
        "web/second_factor_code.html",
        {
            "form": form,
            "title": "Second facteur",
            "next": destination(request, settings.LOGIN_REDIRECT_URL),
        },
        status=422 if form.is_bound else 200,
    )


def factor_page(request, form: CodeForm | None = None):
    pending = factor.pending_telephone(request.user)
    return TemplateResponse(
        request,
        "web/second_factor.html",
        {
            "title": "Second facteur",
            "device": factor.telephone(request.user),
            "pending": pending,
            "qr_code": factor.qr_code(pending) if pending else "",
            "typed_key": factor.typed_key(pending) if pending else "",
            "codes_left": factor.codes_left(request.user),
            "is_required": settings.SECOND_FACTOR_REQUIRED,
            "form": form or CodeForm(help_text="Les six chiffres que le téléphone affiche après l'avoir photographié."),
            "breadcrumb": [("Mon compte", reverse("directorate:account"))],
        },
        status=422 if form is not None else 200,
    )


def begin_factor(request):
    factor.begin(user=request.user)
    return redirect("directorate:second-factor")


def confirm_factor(request):
    form = CodeForm(request.POST)
    if not form.is_valid():
        return factor_page(request, form)
    try:
        device, codes = factor.confirm(user=request.user, code=form.cleaned_data["code"])
    except DomainError as refusal:
        refuse(form, refusal)
        return factor_page(request, form)
    if not codes:
        form.add_error("code", "Ce code n'est pas le bon. Vérifiez l'heure du téléphone et donnez le code suivant.")
        return factor_page(request, form)
    request.session.cycle_key()
    otp_login(request, device)
    request.session[SECOND_FACTOR_EXPECTED] = True
    return codes_page(request, codes)


def renew_codes(request):
    if not request.user.is_verified():
        return redirect("directorate:second-factor")
    return codes_page(request, factor.renew_codes(user=request.user))


def codes_page(request, codes: list[str]):
    return TemplateResponse(
        request,
        "web/recovery_codes.html",
        {
            "title": "Codes de secours",
            "codes": codes,
            "breadcrumb": [("Mon compte", reverse("directorate:account"))],
        },
    )


def remove_factor(request):
    if settings.SECOND_FACTOR_REQUIRED or not request.user.is_verified():
        messages.error(request, "Le second facteur est obligatoire : remplacez le téléphone au lieu de le retirer.")
        return redirect("directorate:second-factor")
    factor.remove(user=request.user)
    request.session[SECOND_FACTOR_EXPECTED] = False
    messages.success(request, "Le second facteur est retiré de votre compte.")
    return redirect("directorate:account")


FACTOR_ACTIONS = {
    "begin": begin_factor,
    "confirm": confirm_factor,
    "codes": renew_codes,
    "remove": remove_factor,
}


# --- account ------------------------------------------------------------------------------------------------


@require_GET
@open_to_signed_in
def account(request):
    return TemplateResponse(
        request,
        "web/account.html",
        {
            "title": "Mon compte",
            "person": request.user,
            "device": factor.telephone(request.user),
            "codes_left": factor.codes_left(request.user),
            "is_required": settings.SECOND_FACTOR_REQUIRED,
        },
    )


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@require_http_methods(FORM_METHODS)
@open_to_signed_in
def password(request):
    form = PasswordForm(request.user, data=posted(request))
    if request.method == "POST" and form.is_valid():
        request.user.must_change_password = False
        form.save()
        # Changing the password closes the other sessions of the person, not this one.
        update_session_auth_hash(request, request.user)
        log.info("password_changed", user_id=request.user.pk)
        messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
        return redirect(destination(request, "directorate:account"))
    return form_page(
        request,
        form,
        title="Changer de mot de passe",
        intro="Votre mot de passe vous a été remis par quelqu'un d'autre : choisissez le vôtre avant de continuer."
        if request.user.must_change_password
        else "",
        submit="Changer le mot de passe",
        back=("Mon compte", reverse("directorate:account")),
    )
