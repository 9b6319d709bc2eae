"""What a crisis tells the public: press releases, answers to give, and how many people called, about what."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from civil_protection.crisis.outreach.terms import Subject

MOST_CALLS = 100_000


def calls(label: str) -> models.PositiveIntegerField:
    """How many calls; never from whom."""
    return models.PositiveIntegerField(label, default=0, validators=[MaxValueValidator(MOST_CALLS)])


class PressRelease(models.Model):
    """What the press is told. Numbered and dated when it is validated; from then on the database refuses a change."""

    event = models.ForeignKey("civil_protection.CrisisEvent", models.PROTECT, related_name="press_releases")
    number = models.PositiveSmallIntegerField("numéro", null=True, blank=True)
    title = models.CharField("titre", max_length=160)
    text = models.TextField("texte")
    drafted_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("rédigé le")
    revision = models.PositiveIntegerField("révision", default=0)
    validated_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="validé par"
    )
    validated_at = models.DateTimeField("validé le", null=True, blank=True)
    # The line of the log that says it.
    entry = models.OneToOneField(
        "civil_protection.LogEntry", models.PROTECT, null=True, blank=True, related_name="press_release"
    )
    # Made after the validation: the one fact that may still be added, once.
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "communiqué de presse"
        verbose_name_plural = "communiqués de presse"
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="press_release_number"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, validated_at__isnull=True, validated_by__isnull=True,
                            entry__isnull=True)
                | Q(number__isnull=False, validated_at__isnull=False, validated_by__isnull=False,
                    entry__isnull=False),
                name="press_release_validated_whole",
                violation_error_message="Un communiqué validé a un numéro, un auteur, une heure et une entrée.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Communiqué de presse n° {self.number}" if self.number else f"Projet de communiqué : {self.title}"


class PublicAnswer(models.Model):
    """A question that people ask, and what to answer as long as it holds."""

    event = models.ForeignKey("civil_protection.CrisisEvent", models.PROTECT, related_name="public_answers")
    subject = models.CharField("sujet", max_length=15, choices=Subject.choices)
    question = models.CharField("question", max_length=250)
    answer = models.TextField("réponse")
    changed_at = models.DateTimeField("à jour le")
    changed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField("révision", default=0)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "réponse au public"
        verbose_name_plural = "réponses au public"
        ordering = ["subject", "question", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "question"],
                condition=Q(withdrawn_at__isnull=True),
                name="public_answer_once",
                violation_error_message="Cette question a déjà une réponse.",
            )
        ]

    def __str__(self):
        return self.question


class PublicCallCount(models.Model):
    """How many calls of the public came about a subject since the count before. Nothing of who called."""

    event = models.ForeignKey("civil_protection.CrisisEvent", models.PROTECT, related_name="call_counts")
    subject = models.CharField("sujet", max_length=15, choices=Subject.choices)
    counted_at = models.DateTimeField("compté à")
    received = calls("appels reçus")
    resolved = calls("appels traités")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "décompte d'appels"
        verbose_name_plural = "décomptes d'appels"
        ordering = ["-counted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved__lte=F("received")),
                name="public_call_count_resolved",
                violation_error_message="Les appels traités sont parmi les appels reçus.",
            )
        ]

    def __str__(self):
        return f"{self.get_subject_display()} : {self.received}"
