"""What each commune has prepared: its safeguard plan, its information document, its means, and the plan of the EPCI.

A file is the sum of its events: the dates of its columns are computed from them by the operations, with the values of
the law in force on the day of each event, so that lists, agenda and map read columns.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

CONTENT = {
    "vulnerable": "Personnes vulnérables et lieux sensibles recensés",
    "organisation": "Organisation de la protection et du soutien de la population",
    "directory": "Annuaire opérationnel et règles d'alerte",
    "reserve": "Réserve communale et bénévoles",
    "command": "Poste de commandement communal ou coordination intercommunale",
    "actions": "Actions préventives et correctives",
    "means": "Inventaire des moyens",
    "training": "Mesures de formation",
    "dicrim": "Document d'information communal (DICRIM) inséré",
}


class CommunalFile(models.Model):
    """The plan, the information document and the means of one commune. A commune without a row has nothing yet."""

    class Quality(models.TextChoices):
        NOT_RECEIVED = "none", "Non reçu"
        RECEIVED = "received", "Reçu"
        ANALYSED = "analysed", "Analysé"
        REMARKS = "remarks", "Observations envoyées"
        COMPLIANT = "compliant", "Conforme"

    commune = models.OneToOneField(
        "directorate.Commune", models.PROTECT, primary_key=True, related_name="communal_file", verbose_name="commune"
    )
    # --- the plan (PCS)
    notified_on = models.DateField("obligation notifiée le", null=True, blank=True)
    due_on = models.DateField("à arrêter au plus tard le", null=True, blank=True)
    # The letter that is ready to notify the duty.
    notice = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    drafting_on = models.DateField("élaboration engagée le", null=True, blank=True)
    adopted_on = models.DateField("arrêté le", null=True, blank=True)
    received_on = models.DateField("reçu en préfecture le", null=True, blank=True)
    council_on = models.DateField("présenté au conseil municipal le", null=True, blank=True)
    revised_on = models.DateField("révisé le", null=True, blank=True)
    revision_due_on = models.DateField("à réviser au plus tard le", null=True, blank=True)
    evaluated_on = models.DateField("évalué le", null=True, blank=True)
    evaluation_due_on = models.DateField("à évaluer au plus tard le", null=True, blank=True)
    exercised_on = models.DateField("dernier exercice ou mise en œuvre le", null=True, blank=True)
    exercise_due_on = models.DateField("exercice au plus tard le", null=True, blank=True)
    quality = models.CharField("analyse", max_length=10, choices=Quality.choices, default=Quality.NOT_RECEIVED)
    content = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="contenu vérifié")
    # --- the information document (DICRIM)
    dicrim_on = models.DateField("DICRIM établi ou révisé le", null=True, blank=True)
    dicrim_due_on = models.DateField("DICRIM à réviser au plus tard le", null=True, blank=True)
    dicrim_known_on = models.DateField("DICRIM porté à connaissance le", null=True, blank=True)
    dicrim_known_due_on = models.DateField("à faire connaître au plus tard le", null=True, blank=True)
    dicrim_url = models.URLField("adresse du DICRIM", blank=True)
    informed_on = models.DateField("informations transmises au maire le", null=True, blank=True)
    # --- people and means
    correspondent = models.CharField("correspondant incendie et secours", max_length=120, blank=True)
    referent = models.CharField("référent du plan", max_length=120, blank=True)
    command_post = models.CharField("poste de commandement communal", max_length=250, blank=True)
    reserve_strength = models.PositiveIntegerField("effectif de la réserve communale", null=True, blank=True)
    sirens = models.PositiveSmallIntegerField("sirènes communales", null=True, blank=True)
    phone_alert = models.CharField("téléalerte (prestataire)", max_length=120, blank=True)

    class Meta:
        verbose_name = "plan communal de sauvegarde"
        verbose_name_plural = "plans communaux de sauvegarde"
        ordering = ["commune__sort_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("notified_on")),
                name="communal_due_after_notice",
                violation_error_message="L'échéance suit la notification.",
            ),
            models.CheckConstraint(
                condition=Q(content__contained_by=list(CONTENT)),
                name="communal_content_known",
                violation_error_message="Ce point du contenu n'est pas connu.",
            ),
        ]

    def __str__(self):
        return f"Plan communal de sauvegarde de {self.commune}"


class CommunalEvent(models.Model):
    """Something that happened to a file on a day. A wrong one is withdrawn with its reason, never erased."""

    class Kind(models.TextChoices):
        NOTIFIED = "notified", "Obligation notifiée au maire"
        DRAFTING = "drafting", "Élaboration engagée"
        ADOPTED = "adopted", "Plan arrêté par le maire"
        RECEIVED = "received", "Plan reçu en préfecture"
        PASSED_ON = "passed_on", "Plan transmis au président de l'EPCI"
        ANALYSED = "analysed", "Plan analysé"
        REMARKS = "remarks", "Observations envoyées au maire"
        COMPLIANT = "compliant", "Plan jugé conforme"
        COUNCIL = "council", "Plan présenté au conseil municipal"
        REVISED = "revised", "Plan révisé"
        EVALUATED = "evaluated", "Plan évalué"
        EXERCISED = "exercised", "Exercice du plan"
        ACTIVATED = "activated", "Mise en œuvre réelle du plan"
        DICRIM = "dicrim", "DICRIM établi ou révisé"
        DICRIM_KNOWN = "dicrim_known", "DICRIM porté à la connaissance du public"
        INFORMED = "informed", "Informations sur les risques transmises au maire"

    file = models.ForeignKey(CommunalFile, models.CASCADE, related_name="events", verbose_name="plan communal")
    kind = models.CharField("fait", max_length=14, choices=Kind.choices)
    happened_on = models.DateField("le")
    note = models.CharField("observation", max_length=500, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="communal_events",
        verbose_name="document",
    )  # fmt: skip
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_why = models.CharField("motif du retrait", max_length=250, blank=True)

    class Meta:
        verbose_name = "fait d'un plan communal"
        verbose_name_plural = "faits des plans communaux"
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                name="communal_event_withdrawn_why",
                violation_error_message="Un retrait dit son motif.",
            ),
            models.UniqueConstraint(
                fields=["file", "kind", "happened_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="communal_event_once_a_day",
                violation_error_message="Ce fait est déjà enregistré à cette date.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class Shelter(models.Model):
    """A place where a commune takes people in."""

    file = models.ForeignKey(CommunalFile, models.CASCADE, related_name="shelters", verbose_name="plan communal")
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=250)
    beds = models.PositiveIntegerField("couchages", default=0)
    meals = models.PositiveIntegerField("repas par service", default=0)
    accessible = models.BooleanField("accessible aux personnes à mobilité réduite", default=False)
    generator = models.BooleanField("groupe électrogène", default=False)
    out_of_flood = models.BooleanField("hors zone inondable", default=False)
    checked_on = models.DateField("vérifié le")

    class Meta:
        verbose_name = "centre d'hébergement"
        verbose_name_plural = "centres d'hébergement"
        ordering = ["file", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "name"],
                name="shelter_once",
                violation_error_message="Ce centre est déjà enregistré pour la commune.",
            )
        ]

    def __str__(self):
        return self.name


class IntercommunalPlan(models.Model):
    """The safeguard plan of a grouping of communes (PICS), owed as soon as one of its communes owes its own."""

    name = models.CharField("établissement public", max_length=160, unique=True)
    due_on = models.DateField("à arrêter au plus tard le")
    drafting_on = models.DateField("élaboration engagée le", null=True, blank=True)
    adopted_on = models.DateField("arrêté le", null=True, blank=True)
    received_on = models.DateField("reçu en préfecture le", null=True, blank=True)
    revision_due_on = models.DateField("à réviser au plus tard le", null=True, blank=True)
    exercised_on = models.DateField("dernier exercice le", null=True, blank=True)
    exercise_due_on = models.DateField("exercice au plus tard le", null=True, blank=True)
    note = models.CharField("observation", max_length=500, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="document",
    )  # fmt: skip

    class Meta:
        verbose_name = "plan intercommunal de sauvegarde"
        verbose_name_plural = "plans intercommunaux de sauvegarde"
        ordering = ["name"]

    def __str__(self):
        return f"Plan intercommunal de sauvegarde, {self.name}"
