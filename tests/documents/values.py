"""The values of an act and of a letter, as `casework.letters.context_of` gives them. Every person is invented."""

from copy import deepcopy
from typing import Any

PREFECTURE = {
    "mark": "Préfet\ndu Val-de-Marne",
    "name": "Préfecture du Val-de-Marne",
    "authority": "Le préfet du Val-de-Marne",
    "city": "Créteil",
    "court": "tribunal administratif de Melun",
    "court_address": "43 rue du Général de Gaulle, 77000 Melun",
    "minister": "ministre de l'intérieur",
    "executor": "Le directeur de cabinet du préfet",
}
UNIT = {
    "name": "Bureau des polices administratives",
    "address": "21-29 avenue du Général de Gaulle\n94038 Créteil Cedex",
    "email": "pref-polices@val-de-marne.example",
    "phone": "01 49 56 00 00",
    "direction": "Direction des sécurités",
}
BASE: dict[str, Any] = {
    "prefecture": PREFECTURE,
    "unit": UNIT,
    "appeal": {"period": "deux mois", "silence_period": "deux mois"},
    "case": {
        "reference": "VP-2026-000123",
        "title": "Boulangerie Les Blés d'or, Vitry-sur-Seine",
        "received_on": "3 mars 2026",
        "complete_on": "10 mars 2026",
        "event_at": "",
        "procedure": "Autorisation d'un système de vidéoprotection",
        "nature": "demande",
    },
    "applicant": {
        "civility": "Madame",
        "name": "Société Les Blés d'or",
        "representative": "Maëlle Exemple",
        "address": "12 rue de l'Exemple\n94400 Vitry-sur-Seine",
        "email": "contact@exemple.example",
    },
    "place": {"name": "Boulangerie Les Blés d'or", "address": "12 rue de l'Exemple", "commune": "Vitry-sur-Seine"},
    "caseworker": {"name": "Camille Modèle", "title": "Gestionnaire des dossiers de vidéoprotection"},
    "answers": {"cameras": 4, "retention": 30},
    "silence": {"effect": "refusal", "due_on": "10 juillet 2026", "article": "CSI R252-9"},
    "legal_basis": ["CSI L251-1"],
    "today": "4 mars 2026",
}
DECISION = {
    "title": "Arrêté portant autorisation d'un système de vidéoprotection à la boulangerie Les Blés d'or,"
    " 12 rue de l'Exemple à Vitry-sur-Seine",
    "number": "2026-00417",
    "visas": [
        "Vu le code de la sécurité intérieure, notamment ses articles L. 251-1 à L. 255-1 et R. 251-1 à R. 253-4 ;",
        "Vu l'arrêté préfectoral n° 2026-00012 du 6 janvier 2026 portant délégation de signature à Mme Louise Fictive,"
        " cheffe du bureau des polices administratives ;",
        "Vu l'avis favorable de la commission départementale de vidéoprotection en date du 24 mars 2026 ;",
    ],
    "grounds": [
        "Considérant que la demande, déposée le 3 mars 2026 et complète le 10 mars 2026, porte sur quatre caméras"
        " intérieures dont aucune ne filme la voie publique ;",
        "Considérant que la finalité poursuivie, la sécurité des personnes et la prévention des atteintes aux biens"
        " dans un lieu ouvert au public particulièrement exposé à des risques de vol, justifie l'installation ;",
    ],
    "articles": [
        "La société Les Blés d'or est autorisée, pour une durée de cinq ans renouvelable, à mettre en œuvre un système"
        " de vidéoprotection comportant quatre caméras intérieures.",
        "Le système répond aux finalités suivantes :\n- sécurité des personnes ;\n- prévention des atteintes aux"
        " biens.\nIl ne fait l'objet d'aucun enregistrement de sons.",
        "Le public est informé de manière claire et permanente de l'existence du système et de la personne"
        " responsable.",
        "Les enregistrements sont détruits dans un délai de trente jours au plus.",
    ],
    "conditions": "Le titulaire tient un registre des enregistrements réalisés et de leur destruction.",
    "details": {},
}
SIGNATURE = {
    "block": "Pour le préfet et par délégation,\nLa cheffe du bureau des polices administratives",
    "name": "Louise Fictive",
    "date": "2 avril 2026",
}
PERMIT = {
    "number": "VP-94-2026-0042",
    "expires_on": "2 avril 2031",
    "renew_by": "2 décembre 2030",
    "check_url": "https://securites.example/verifier/8f3kq2m9x7",
}


def act_context(**changes: Any) -> dict[str, Any]:
    context = deepcopy(BASE) | {
        "decision": deepcopy(DECISION),
        "outcome": "granted",
        "signature": dict(SIGNATURE),
        "permit": dict(PERMIT),
        "is_draft": False,
    }
    return context | changes


def letter_context(**changes: Any) -> dict[str, Any]:
    return deepcopy(BASE) | {"sender": {"name": "Camille Modèle", "title": "Gestionnaire"}} | changes
