"""The dated values of communication: the days of the markers, the warnings before a label ends."""

from directorate.parameters.values import LOW, MEDIUM, Value
from road_safety.campaigns.markers import MARKERS

HOUSE = "Règle interne de la direction"
LABEL_MONTHS = "com.label_months"

VALUES = (
    Value(LABEL_MONTHS, "Labels et chartes : annonce avant la fin de validité", 6, "mois", HOUSE, MEDIUM),
    *(
        Value(marker.value, f"Communication, repère annuel : {marker.label.lower()}", marker.rule, "",
              "Calendrier national de la sécurité routière", LOW,
              comment="Écrire « 09-16/09-22 » : jours fixes ; « 3.7.11 » : troisième dimanche de novembre ; "
              f"« -1.7.10 » : dernier dimanche d'octobre. Quels jours pour : {marker.label.lower()} ?")
        for marker in MARKERS
    ),
)  # fmt: skip
