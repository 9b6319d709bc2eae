"""What the three answers make of an action (PDASR-06): refusing money never cancels the other two. Pure."""

from collections.abc import Mapping

from road_safety.strategy.catalogue import Answer, Lever

FUNDED, UNFUNDED, WAITING, REFUSED = "accepted_funded", "accepted_without_money", "waiting_list", "refused"


def outcome(answers: Mapping[str, str], *, is_labelled: bool = False) -> str | None:
    """The state that the answers given so far lead to, or None while one that matters is awaited.

    `answers`: by lever asked for. Money granted is enough; money refused leaves what else was granted, or the label.
    """
    money = answers.get(Lever.MONEY)
    others = [answer for lever, answer in answers.items() if lever != Lever.MONEY]
    if money == Answer.GRANTED:
        return FUNDED
    if money == Answer.WAITING:
        return WAITING
    if money == Answer.PENDING:
        return None
    if is_labelled or Answer.GRANTED in others:
        return UNFUNDED
    if Answer.PENDING in others:
        return None
    if Answer.WAITING in others:
        return WAITING
    return REFUSED if answers else None
