"""Exercises, what they show, and what is done about it: CSI, art. R741-4 (calendar) and R741-5 (lessons learnt, RETEX).

The two days by which lessons are owed are stored when the lessons are opened: a later change of the rule leaves them.
"""

from django.db import models
from django.db.models import F, Q

from civil_protection.protection.levels import Level


class Exercise(models.Model):
    class Kind(models.TextChoices):
        COMMAND = "command", "Cadre (postes de commandement)"
        FIELD = "field", "Terrain (grandeur nature)"
        TABLE = "table", "Sur table"
        PARTIAL = "partial", "Partiel"
        CALL_OUT = "call_out", "Alerte inopinée"
        MIXED = "mixed", "Mixte"

    class Echelon(models.TextChoices):
        COMMUNE = "commune", "Communal"
        DEPARTMENT = "department", "Départemental"
        SEVERAL = "several", "Interdépartemental"
        ZONE = "zone", "Zonal"
        NATIONAL = "national", "National"

    class State(models.TextChoices):
        PROGRAMMED = "programmed", "Programmé"
        PREPARED = "prepared", "Préparé"
        PLAYED = "played", "Joué"
        DEBRIEFED = "debriefed", "Débriefé à chaud"
        PUBLISHED = "published", "RETEX publié"
        CLOSED = "closed", "Clos"
        CANCELLED = "cancelled", "Annulé"

    title = models.CharField("titre", max_length=160)
    kind = models.CharField("type", max_length=10, choices=Kind.choices)
    echelon = models.CharField("échelon", max_length=10, choices=Echelon.choices, default=Echelon.DEPARTMENT)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PROGRAMMED)
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices, default=Level.INTERNAL)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    plans = models.ManyToManyField("civil_protection.Plan", blank=True, related_name="exercises", verbose_name="plans")
    communes = models.ManyToManyField(
        "directorate.Commune", blank=True, related_name="exercises", verbose_name="communes"
    )
    direction = models.CharField("direction de l'exercice", max_length=120)
    pilot = models.CharField("pilote", max_length=120)
    players = models.ManyToManyField("directorate.Organisation", blank=True, related_name="+", verbose_name="joueurs")
    observers = models.ManyToManyField(
        "directorate.Organisation", blank=True, related_name="+", verbose_name="observateurs"
    )
    scenario = models.TextField("scénario", max_length=5000, blank=True)
    with_population = models.BooleanField("participation de la population", default=False)
    with_media = models.BooleanField("pression médiatique simulée", default=False)
    with_alert = models.BooleanField("FR-Alert ou sirènes employés", default=False)
    # Whether it is the exercise that the plans and the communes owe: a test of phone calls is not one.
    counts = models.BooleanField("compte comme exercice des plans et des communes", default=True)
    budget = models.DecimalField("budget", max_digits=9, decimal_places=2, null=True, blank=True)
    cancelled_why = models.CharField("motif de l'annulation", max_length=250, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "exercice"
        verbose_name_plural = "exercices"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="exercise_ends_after_it_starts",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancelled_why="") | ~Q(state="cancelled") & Q(cancelled_why=""),
                name="exercise_cancelled_why",
                violation_error_message="Une annulation dit son motif.",
            ),
        ]

    def __str__(self):
        return self.title


class ExerciseObjective(models.Model):
    class Result(models.TextChoices):
        REACHED = "reached", "Atteint"
        PARTLY = "partly", "Partiellement atteint"
        MISSED = "missed", "Non atteint"
        UNTESTED = "untested", "Non testé"

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="objectives", verbose_name="exercice")
    code = models.CharField("code", max_length=10)
    label = models.CharField("objectif", max_length=250)
    criterion = models.CharField("critère", max_length=250)
    # Empty until somebody judged.
    result = models.CharField("résultat", max_length=10, choices=Result.choices, blank=True)

    class Meta:
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "code"],
                name="exercise_objective_code_once",
                violation_error_message="Ce code est déjà pris dans cet exercice.",
            )
        ]

    def __str__(self):
        return f"{self.code} {self.label}"


class ExerciseInject(models.Model):
    """One event of the script: when it was to be given to the players, when it was."""

    class Channel(models.TextChoices):
        PHONE = "phone", "Téléphone"
        RADIO = "radio", "Radio"
        MAIL = "mail", "Message électronique"
        PERSON = "person", "De vive voix"
        MEDIA = "media", "Presse ou réseau social simulé"
        PORTAL = "portal", "Portail de crise"

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="injects", verbose_name="exercice")
    planned_at = models.DateTimeField("heure prévue")
    played_at = models.DateTimeField("heure jouée", null=True, blank=True)
    sender = models.CharField("émetteur fictif", max_length=120)
    recipient = models.CharField("destinataire", max_length=120)
    channel = models.CharField("canal", max_length=10, choices=Channel.choices)
    message = models.TextField("message", max_length=2000)
    expected = models.CharField("effet attendu", max_length=500)
    observed = models.CharField("observé", max_length=500, blank=True)

    class Meta:
        verbose_name = "événement du chronogramme"
        verbose_name_plural = "événements du chronogramme"
        ordering = ["planned_at", "id"]

    def __str__(self):
        return f"{self.sender} → {self.recipient}"


class ExerciseCalendar(models.Model):
    """The order that sets the calendar of a year (CSI, art. R741-4)."""

    year = models.PositiveSmallIntegerField("année", primary_key=True)
    number = models.CharField("numéro de l'arrêté", max_length=10, unique=True)
    signed_on = models.DateField("signé le")
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "calendrier des exercices"
        verbose_name_plural = "calendriers des exercices"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^\d{4}/\d{4,5}$"),
                name="exercise_calendar_number",
                violation_error_message="Un arrêté se numérote AAAA/NNNNN, par exemple 2026/00412.",
            )
        ]

    def __str__(self):
        return f"Calendrier {self.year}"


class Review(models.Model):
    """The lessons learnt (RETEX) from one exercise or one event."""

    exercise = models.OneToOneField(
        Exercise, models.PROTECT, null=True, blank=True, related_name="review", verbose_name="exercice"
    )
    event = models.OneToOneField(
        "civil_protection.CrisisEvent", models.PROTECT, null=True, blank=True, related_name="review",
        verbose_name="événement",
    )  # fmt: skip
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices, default=Level.INTERNAL)
    # The end of what it speaks of: the two terms run from there.
    ended_at = models.DateTimeField("fin de l'événement ou de l'exercice")
    hot_due_at = models.DateTimeField("débriefing à chaud avant le")
    cold_due_on = models.DateField("RETEX à publier avant le")
    hot_at = models.DateTimeField("débriefing à chaud tenu le", null=True, blank=True)
    hot_summary = models.TextField("ce qui en ressort à chaud", max_length=5000, blank=True)
    published_on = models.DateField("RETEX publié le", null=True, blank=True)
    recorded_at = models.DateTimeField("ouvert le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "retour d'expérience"
        verbose_name_plural = "retours d'expérience"
        ordering = ["-ended_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exercise__isnull=True) ^ Q(event__isnull=True),
                name="review_of_one_thing",
                violation_error_message="Un RETEX parle d'un exercice ou d'un événement.",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(hot_at__isnull=False),
                name="review_hot_before_published",
                violation_error_message="Le débriefing à chaud précède la publication.",
            ),
        ]

    def __str__(self):
        return f"RETEX : {self.exercise or self.event}"


class ReviewFinding(models.Model):
    class Kind(models.TextChoices):
        STRENGTH = "strength", "Point fort"
        IMPROVE = "improve", "À améliorer"

    review = models.ForeignKey(Review, models.CASCADE, related_name="findings", verbose_name="RETEX")
    kind = models.CharField("constat", max_length=10, choices=Kind.choices)
    text = models.CharField("ce qui a été observé", max_length=500)

    class Meta:
        verbose_name = "constat"
        verbose_name_plural = "constats"
        ordering = ["kind", "id"]

    def __str__(self):
        return self.text[:80]


class ReviewAction(models.Model):
    """A recommendation and who carries it out, until when; done only with its proof."""

    class State(models.TextChoices):
        OPEN = "open", "À faire"
        GOING = "going", "En cours"
        DONE = "done", "Faite"
        DROPPED = "dropped", "Abandonnée"

    class Priority(models.IntegerChoices):
        FIRST = 1, "1, la plus haute"
        SECOND = 2, "2"
        THIRD = 3, "3"

    review = models.ForeignKey(Review, models.CASCADE, related_name="actions", verbose_name="RETEX")
    label = models.CharField("recommandation", max_length=250)
    owner = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, related_name="+", verbose_name="organisme responsable"
    )
    plan = models.ForeignKey(
        "civil_protection.Plan", models.PROTECT, null=True, blank=True, related_name="lessons",
        verbose_name="plan à modifier",
    )  # fmt: skip
    priority = models.PositiveSmallIntegerField("priorité", choices=Priority.choices, default=Priority.SECOND)
    opened_on = models.DateField("décidée le")
    due_on = models.DateField("échéance")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.OPEN)
    ended_on = models.DateField("terminée le", null=True, blank=True)
    proof = models.CharField("preuve, ou motif de l'abandon", max_length=250, blank=True)

    class Meta:
        verbose_name = "action de RETEX"
        verbose_name_plural = "actions de RETEX"
        ordering = ["priority", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("open", "going"), ended_on__isnull=True)
                | Q(state__in=("done", "dropped"), ended_on__isnull=False) & ~Q(proof=""),
                name="review_action_ended_with_proof",
                violation_error_message="Une action terminée a sa date et sa preuve, ou le motif de son abandon.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opened_on")),
                name="review_action_due_after_decision",
                violation_error_message="L'échéance suit la décision.",
            ),
        ]

    def __str__(self):
        return self.label
