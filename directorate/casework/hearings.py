"""How an act cites the hearing that came before it, or says why there was none (CRPA, art. L121-1 to L122-2)."""

from directorate.casework.procedure import LetterModel

INVITATION = LetterModel(
    "hearing_invitation", "Lettre de procédure contradictoire", "letters/any/hearing_invitation.html",
    "hearing_invitation",
)  # fmt: skip
WAIVED = (
    "{% if hearing.exception %}Considérant que la procédure contradictoire n'a pas été suivie"
    " ({{ hearing.exception }}) : {{ hearing.exception_reason }} ;{% endif %}"
)


def heard(invited: str, observations: str = "ses observations") -> tuple[str, str]:
    """The two visas. `invited`: who was, with an article or by a field."""
    return (
        f"{{% if hearing.sent_on %}}Vu la lettre du {{{{ hearing.sent_on }}}} invitant {invited} à présenter"
        f" {observations} jusqu'au {{{{ hearing.deadline_on }}}} ;{{% endif %}}",
        "{% if hearing.observations_on %}Vu les observations présentées le {{ hearing.observations_on }} ;{% endif %}",
    )


ORGANISER = heard("l'organisateur")
