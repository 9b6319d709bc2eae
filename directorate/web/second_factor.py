"""The second factor of an account: a telephone that gives codes, and recovery codes for the day it is lost.

Only a keyed digest of a recovery code is stored; the package compares digests, counts failures and slows them down.
"""

import base64
import secrets

import segno
import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from directorate.web.errors import DomainError

log = structlog.get_logger("directorate.security")

# Without the letters and digits that are mistaken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODES, CODE_LENGTH = 10, 12


class CodeRefused(DomainError):
    title = "Code refusé"


def telephone(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def has_telephone() -> Exists:
    """The same as a condition on people, for a list."""
    return Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True))


def pending_telephone(user) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def codes_left(user) -> int:
    return StaticToken.objects.filter(device__user=user, device__confirmed=True).count()


def digest(code: str) -> str:
    """Sixteen characters, all that the package's column holds: 80 bits."""
    cleaned = "".join(letter for letter in code.lower() if letter.isalnum())
    hashed = salted_hmac("directorate.web.second_factor", cleaned, algorithm="sha256").digest()
    return base64.b32encode(hashed)[:16].decode()


@transaction.atomic
def begin(*, user) -> TOTPDevice:
    """A new telephone, of no use until it is confirmed. The one in force stays in force."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="Téléphone", confirmed=False)


@transaction.atomic
def confirm(*, user, code: str) -> tuple[TOTPDevice, list[str]]:
    """Put the new telephone in force instead of the former. Returns it with the recovery codes, shown once."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None:
        raise CodeRefused("Aucun téléphone n'est en attente. Recommencez l'association.", field="code")
    if not device.verify_token(code.replace(" ", "")):
        return device, []
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    log.info("second_factor_enrolled", user_id=user.pk)
    return device, renew_codes(user=user)


@transaction.atomic
def renew_codes(*, user) -> list[str]:
    """Ten new codes; the former are of no use any more."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="Codes de secours", confirmed=True)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=digest(code)) for code in codes)
    log.info("recovery_codes_renewed", user_id=user.pk)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


@transaction.atomic
def remove(*, user) -> None:
    for device in (*TOTPDevice.objects.filter(user=user), *StaticDevice.objects.filter(user=user)):
        device.delete()
    log.warning("second_factor_removed", user_id=user.pk)


@transaction.atomic
def check(*, user, code: str) -> tuple[Device | None, str]:
    """The device that accepts this code, or None and the reason. A failure is counted, so nothing is raised here."""
    cleaned = code.replace(" ", "")
    is_telephone_code = cleaned.isascii() and cleaned.isdigit() and len(cleaned) == 6
    reason = "Ce code n'est pas accepté. Un code du téléphone sert une fois et change toutes les 30 secondes."
    for device in devices_for_user(user, for_verify=True):
        if isinstance(device, TOTPDevice) != is_telephone_code:
            continue
        allowed, _ = device.verify_is_allowed()
        if not allowed:
            return None, "Trop d'essais rapprochés. Attendez une minute, puis donnez un nouveau code."
        if device.verify_token(cleaned if is_telephone_code else digest(cleaned)):
            log.info("second_factor_given", user_id=user.pk, device=device.name)
            return device, ""
    log.warning("second_factor_refused", user_id=user.pk)
    return None, reason


def qr_code(device: TOTPDevice) -> str:
    """The square to photograph, as the address of an image."""
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=4, dark="#161616", light="#ffffff")


def typed_key(device: TOTPDevice) -> str:
    """The same secret, to be typed in groups of four."""
    key = base64.b32encode(device.bin_key).decode()
    return " ".join(key[place : place + 4] for place in range(0, len(key), 4))
