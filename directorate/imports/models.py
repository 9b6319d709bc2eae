"""An import from its file to its undoing, its rows, and the sources whose mapping is remembered."""

import uuid

from django.db import models


class ImportSource(models.Model):
    """Where files of one shape come from, with the mapping that was right the last time."""

    name = models.CharField("source", max_length=120)
    target = models.CharField(max_length=100)
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="+", verbose_name="service")
    # The headings in a canonical form: a file that has the same is recognised.
    signature = models.TextField(blank=True)
    mapping = models.JSONField("correspondance", default=dict)
    reading = models.JSONField("lecture", default=dict)
    updated_at = models.DateTimeField("modifiée le")
    updated_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "source d'imports"
        verbose_name_plural = "sources d'imports"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "target", "name"],
                name="import_source_once",
                violation_error_message="Une source porte déjà ce nom.",
            )
        ]

    def __str__(self):
        return self.name


class TableImport(models.Model):
    """One file on its way into the application: read, mapped, previewed, applied, sometimes undone."""

    class State(models.TextChoices):
        READING = "reading", "Lecture en cours"
        MAPPING = "mapping", "À faire correspondre"
        PREVIEWING = "previewing", "Aperçu en préparation"
        PREVIEWED = "previewed", "À appliquer"
        APPLYING = "applying", "Application en cours"
        APPLIED = "applied", "Appliqué"
        UNDOING = "undoing", "Annulation en cours"
        UNDONE = "undone", "Annulé"
        ABANDONED = "abandoned", "Abandonné"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.CharField(max_length=100)
    source = models.ForeignKey(
        ImportSource, models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name="source"
    )
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="+", verbose_name="service")
    # Gone once its time has passed: its name and its hash remain in the journal.
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField("fichier", max_length=200)
    file_expires_at = models.DateTimeField("fichier gardé jusqu'au")
    reading = models.JSONField("lecture", default=dict)
    columns = models.JSONField("colonnes", default=list)
    samples = models.JSONField("exemples", default=list)
    row_count = models.PositiveIntegerField("lignes", default=0)
    mapping = models.JSONField("correspondance", default=dict)
    # Values of each field that the last preview did not know: {"kind": ["Mairies", ...]}.
    unknown = models.JSONField(default=dict)
    counts = models.JSONField("résultat", default=dict)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.READING)
    # Grows at each request for long work, so that each has its own key.
    turn = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("directorate.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("déposé le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)
    applied_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["unit", "-created_at"], name="import_of_unit")]

    def __str__(self):
        return self.file_name


class ImportLine(models.Model):
    """What one line of the file becomes. `stamp` tells whether the row it touches has changed since."""

    class Action(models.TextChoices):
        CREATE = "create", "Création"
        UPDATE = "update", "Mise à jour"
        UNCHANGED = "unchanged", "Inchangée"
        REJECT = "reject", "Rejetée"
        # Right at the preview, no longer when the import was applied.
        OVERTAKEN = "overtaken", "Écartée"

    batch = models.ForeignKey(TableImport, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("ligne")
    action = models.CharField("suite", max_length=10, choices=Action.choices)
    label = models.CharField("objet", max_length=250, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    stamp = models.CharField(max_length=64, blank=True)
    values = models.JSONField("valeurs", default=dict)
    # {field: [old, new]} of an update.
    changes = models.JSONField("changements", default=dict)
    # The cells as they came, for the file of rejects.
    cells = models.JSONField(default=list)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "ligne d'import"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_line_once")]
        indexes = [models.Index(fields=["batch", "action", "number"], name="import_line_action")]

    def __str__(self):
        return f"ligne {self.number}"
