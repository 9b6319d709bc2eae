"""The door by which calls, SMS and mails leave. One gateway today: it records, and plays back prepared answers.

Another one (a call operator) is a class with the same four methods. Its contract: the same key asked twice is one
call, and whoever is asked about a key says whether it was ever received, or that it cannot tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from civil_protection.alerts.campaigns.models import CallAttempt, GatewayCall, ScriptedAnswer

State, Channel = CallAttempt.State, CallAttempt.Channel


class GatewayDown(Exception):
    """The gateway did not take the call: it may be asked again with the same key."""


@dataclass(frozen=True)
class Call:
    key: UUID
    channel: str
    address: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What became of a call. `at`: when it happened, which may be before one hears of it."""

    key: UUID
    state: str
    at: datetime
    digit: str = ""
    seconds: int | None = None


class Gateway(Protocol):
    label: str
    is_training: bool

    def place(self, call: Call) -> str:
        """Hand a call over; its state. GatewayDown when nothing was taken."""

    def knows(self, key: UUID) -> bool | None:
        """Was this key ever received? None: nobody can tell."""

    def answers(self, at: datetime) -> Iterable[Answer]:
        """What has happened and was not told yet."""

    def told(self, key: UUID) -> None:
        """This answer is recorded: it need not be told again."""


class LocalGateway:
    """Nothing leaves: calls are rows, answers are those prepared for the number."""

    label = "Passerelle d'entraînement : aucun appel ne sort de la préfecture"
    is_training = True

    def place(self, call: Call) -> str:
        script = ScriptedAnswer.objects.filter(address=call.address).first() if call.channel == Channel.VOICE else None
        GatewayCall.objects.get_or_create(
            key=call.key,
            defaults={
                "channel": call.channel,
                "address": call.address,
                "text": call.text,
                "placed_at": call.at,
                "answer": script.answer if script else "",
                "digit": "1" if script and script.answer == State.ACKNOWLEDGED else "",
                "answer_at": call.at + timedelta(seconds=script.after_seconds) if script else None,
            },
        )
        return State.RINGING if call.channel == Channel.VOICE else State.SENT

    def knows(self, key: UUID) -> bool | None:
        return GatewayCall.objects.filter(key=key).exists()

    def answers(self, at: datetime) -> Iterable[Answer]:
        rows = GatewayCall.objects.filter(is_told=False, answer_at__lte=at).order_by("answer_at")
        for row in rows:
            yield Answer(row.key, row.answer, row.answer_at, row.digit,
                         round((row.answer_at - row.placed_at).total_seconds()))  # fmt: skip

    def told(self, key: UUID) -> None:
        GatewayCall.objects.filter(key=key).update(is_told=True)


GATEWAY: Gateway = LocalGateway()
