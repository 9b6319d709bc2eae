"""How dates, votes and attendance are said, on the pages and on the papers."""

from datetime import datetime

from django.utils.timezone import localdate

from directorate.commissions.body_rules import quorum_of, rules_of
from directorate.commissions.models import AgendaItem, Commission
from directorate.commissions.quorum import is_tie
from directorate.legal_calendar.arithmetic import PARIS, french_weekday


def day_and_hour(at: datetime) -> str:
    """ "jeudi 9 avril 2026 à 14 h"."""
    local = at.astimezone(PARIS)
    minutes = f" {local:%M}" if local.minute else ""
    return f"{french_weekday(local.date())} à {local.hour} h{minutes}"


def vote_words(item: AgendaItem) -> str:
    """ "à l'unanimité des 3 votants", "par 3 voix pour et 1 voix contre", or nothing when no vote was counted."""
    pro, contra = item.votes_for, item.votes_against
    if pro is None or contra is None:
        return ""
    if pro + contra and not (pro and contra):
        voting = pro + contra
        return f"à l'unanimité des {voting} votants" if voting > 1 else "à l'unanimité"
    words = f"par {pro} voix pour et {contra} voix contre"
    return f"{words}, la voix du président étant prépondérante" if is_tie(pro, contra) else words


def quorum_words(commission: Commission) -> str:
    """What the quorum of a commission asks, as a sentence."""
    if commission.has_seats:
        return f"Quorum : {commission.get_quorum_rule_display().lower()}."
    if rules_of(commission.pk):
        return f"Quorum : la part des membres que fixe la règle, soit {quorum_of(commission, localdate())} aujourd'hui."
    return f"Quorum : {commission.quorum} membres présents."


FEMININE, MASCULINE = ("commission", "section", "sous-commission", "formation"), ("conseil", "comité", "jury")


def of_body(name: str) -> str:
    """ "de la commission départementale de vidéoprotection", "du comité…", or the name in quotation marks."""
    lowered = name[:1].lower() + name[1:]
    if lowered.startswith(FEMININE):
        return f"de la {lowered}"
    return f"du {lowered}" if lowered.startswith(MASCULINE) else f"de « {name} »"
