"""Words for the scope of a delegation: procedures and kinds of act, declared at start-up by those who know them.

The org chart is below the procedures and cannot ask them their names: the registry of procedures declares each one.
"""

PROCEDURE_LABELS: dict[str, str] = {}
# The kinds of act of the prefecture's delegations; a code used by a procedure and absent here is shown as it is.
ACT_KIND_LABELS: dict[str, str] = {
    "letter": "Courrier",
    "receipt": "Récépissé",
    "acknowledgement": "Accusé de réception",
    "pieces_request": "Demande de pièces",
    "hearing_invitation": "Lettre de procédure contradictoire",
    "formal_notice": "Mise en demeure",
    "warning": "Avertissement",
    "grant": "Décision favorable",
    "refusal": "Décision de refus",
    "police_measure": "Mesure de police",
    "ban": "Interdiction",
    "withdrawal": "Retrait ou suspension d'un titre",
    "agreement": "Convention",
    "regulatory": "Acte réglementaire",
}


def declare_procedure(code: str, label: str) -> None:
    PROCEDURE_LABELS[code] = label


def declare_act_kind(code: str, label: str) -> None:
    ACT_KIND_LABELS.setdefault(code, label)


def procedure_label(code: str) -> str:
    return "Toutes les procédures" if code == "*" else PROCEDURE_LABELS.get(code, code)


def act_kind_label(code: str) -> str:
    return "Tous les actes" if code == "*" else ACT_KIND_LABELS.get(code, code)


def procedure_choices() -> list[tuple[str, str]]:
    return sorted(PROCEDURE_LABELS.items(), key=lambda item: item[1])


def act_kind_choices() -> list[tuple[str, str]]:
    return sorted(ACT_KIND_LABELS.items(), key=lambda item: item[1])
