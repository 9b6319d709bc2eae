"""What a person is told: one row per person and fact, and the way each person wants to be told."""

from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    """How a kind of notification reaches somebody; all but `nothing` also show on the page."""

    PAGE = "page", "Page seulement"
    MAIL = "mail", "Courriel immédiat"
    DIGEST = "digest", "Résumé quotidien"
    NOTHING = "nothing", "Rien"


class Notification(models.Model):
    """A fact told once to one person. `title` may travel by mail: a reference and an object, nothing more personal.

    `detail` stays on the page. `subject_kind` and `subject_key` name what it is about, so that it disappears for
    whoever may no longer see it. `sent_at`: put in the outbox, or found to need no mail any more.
    """

    recipient = models.ForeignKey("directorate.StaffMember", models.CASCADE, related_name="notifications")
    on_behalf_of = models.ForeignKey("directorate.StaffMember", models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField("nature", max_length=60)
    key = models.CharField("fait", max_length=200)
    title = models.CharField("titre", max_length=250)
    detail = models.TextField("précision", blank=True)
    url = models.CharField("adresse", max_length=300)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    channel = models.CharField("voie", max_length=10, choices=Channel.choices, default=Channel.PAGE)
    created_at = models.DateTimeField("reçue le")
    read_at = models.DateTimeField("lue le", null=True, blank=True)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)

    class Meta:
        verbose_name = "notification"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "key"],
                name="notification_told_once",
                violation_error_message="Cette personne en est déjà avertie.",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_of_person"),
            models.Index(fields=["recipient"], name="notification_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["channel", "created_at"],
                name="notification_unsent",
                condition=Q(sent_at__isnull=True, channel__in=["mail", "digest"]),
            ),
            models.Index(fields=["recipient", "sent_at"], name="notification_mailed", condition=Q(channel="mail")),
        ]

    def __str__(self):
        return self.title


class NotificationChoice(models.Model):
    """What one person chose for one kind; without a row, the default of the kind holds."""

    staff = models.ForeignKey("directorate.StaffMember", models.CASCADE, related_name="notification_choices")
    kind = models.CharField("nature", max_length=60)
    channel = models.CharField("voie", max_length=10, choices=Channel.choices)

    class Meta:
        verbose_name = "choix de notification"
        constraints = [models.UniqueConstraint(fields=["staff", "kind"], name="notification_one_choice")]

    def __str__(self):
        return f"{self.kind} : {self.get_channel_display()}"


class NotificationPause(models.Model):
    """Somebody who wants no mail while away. The page keeps everything; a substitute is told all the same."""

    staff = models.OneToOneField(
        "directorate.StaffMember", models.CASCADE, primary_key=True, related_name="notification_pause"
    )

    class Meta:
        verbose_name = "pause des courriels en cas d'absence"

    def __str__(self):
        return f"pause de {self.staff_id}"
