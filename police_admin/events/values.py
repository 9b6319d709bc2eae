"""Dated values of the events of all kinds: how near is near, in metres and in hours, and how far a route may go."""

from directorate.parameters.values import LOW, Value

NEAR_METRES, MARGIN_HOURS = "event.near_metres", "event.margin_hours"
ROUTE_KM, COMMUNE_METRES = "event.route_km", "event.commune_metres"
USAGE = "Usage du bureau"
VALUES = (
    Value(NEAR_METRES, "Événements : distance en deçà de laquelle deux lieux se gênent", 300, "mètres", USAGE, LOW,
          comment="À quelle distance deux événements tenus à la même heure doivent-ils être signalés l'un à l'autre ?"),
    Value(MARGIN_HOURS, "Événements : marge avant et après, pour deux horaires qui se gênent", 2, "heures", USAGE, LOW,
          comment="Combien d'heures faut-il laisser entre deux événements au même endroit, pour l'installation et la"
          " dispersion ?"),
    Value(ROUTE_KM, "Itinéraire : éloignement du département, au plus", 60, "kilomètres", USAGE, LOW,
          comment="Jusqu'à quelle distance du département un itinéraire est-il conservé ?"),
    Value(COMMUNE_METRES, "Itinéraire : longueur à partir de laquelle une commune est dite traversée", 100, "mètres",
          "Contours simplifiés des communes", LOW,
          comment="Quelle longueur d'itinéraire dans une commune suffit pour que son maire soit à consulter ?"),
)  # fmt: skip
