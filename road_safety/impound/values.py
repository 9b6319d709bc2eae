"""The dated values of the pound. (SUS-09, C2: what names somebody goes when the time of keeping is over.)"""

from directorate.parameters.values import LOW, Value

VEHICLES_KEPT = "retention.impounded_vehicles"
VALUES = (
    Value(VEHICLES_KEPT, "Conservation des immatriculations de la fourrière et des immobilisations", 36, "mois",
          "RGPD, art. 10 ; règle du bureau à confirmer", LOW,
          comment="Combien de mois après la sortie ou la fin de la mesure une immatriculation est-elle conservée ?"),
)  # fmt: skip
