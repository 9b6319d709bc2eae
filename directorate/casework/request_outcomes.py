"""The two senses of a request on which the prefect rules by one arrêté: granted as a title, or refused."""

from directorate.casework.procedure import Outcome


def granted_or_refused(
    *,
    label: str,
    title: str,
    refusal: str,
    grounds: tuple[str, ...],
    articles: tuple[str, ...],
    law: str,
    rejected: str,
    issues_permit: bool = True,
    final_stage: str = "in_force",
    published: bool = False,
) -> tuple[Outcome, Outcome]:
    """`title` follows "Arrêté portant", `refusal` "Arrêté portant refus"; `law`: what a refusal rests on."""
    return (
        Outcome(
            "grant",
            label,
            letter="order_grant",
            act_kind="grant",
            title=f"Arrêté portant {title}",
            grounds=grounds,
            articles=articles,
            issues_permit=issues_permit,
            published=published,
            final_stage=final_stage,
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title=f"Arrêté portant refus {refusal}",
            grounds=(
                f"Considérant {law} ;",
                "Considérant que [à compléter : les faits propres au dossier qui justifient le refus] ;",
            ),
            articles=(rejected,),
            favourable=False,
        ),
    )
