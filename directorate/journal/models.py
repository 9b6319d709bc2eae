"""The append-only journal. Rows are dated, numbered and chained by the database, never by the application."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

# The entry that vouches for the emptied details of those that came before it about the same subject.
DATA_ERASED = "data.erased"


class JournalHead(models.Model):
    """The single row that hands out the sequence and the last hash, read FOR UPDATE when an entry is sealed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "tête du journal"

    def __str__(self):
        return f"{self.seq} {self.hash[:12]}"


class JournalEntry(models.Model):
    """Who did what, to what, when. Triggers set `at` on insertion, `seq`, `previous_hash` and `hash` at the commit.

    An entry without `seq` is one that the running transaction has written and not committed yet.
    `details` may be emptied once the data of the subject are erased, which a later entry of its own must say: the chain
    covers `details_digest`, not the text.
    """

    seq = models.BigIntegerField("numéro", unique=True, null=True, editable=False)
    at = models.DateTimeField("enregistré le")
    occurred_at = models.DateTimeField("fait daté du")
    actor = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    actor_label = models.CharField("auteur", max_length=200)
    action = models.CharField("action", max_length=80, db_index=True)
    subject_type = models.CharField("nature de l'objet", max_length=40)
    subject_id = models.CharField("identifiant de l'objet", max_length=64)
    subject_label = models.CharField("objet", max_length=250, blank=True)
    unit_code = models.CharField("unité", max_length=40, blank=True)
    details = models.JSONField("détails", default=dict, encoder=DjangoJSONEncoder)
    details_digest = models.CharField(max_length=64)
    request_id = models.CharField("requête", max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "écriture du journal"
        verbose_name_plural = "journal"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="journal_subject"),
            models.Index(fields=["unit_code", "-id"], name="journal_of_unit"),
            models.Index(fields=["actor", "-id"], name="journal_actor"),
        ]

    def __str__(self):
        return f"n° {self.seq} {self.action}"


def identity(subject: models.Model | tuple[str, Any]) -> tuple[str, str]:
    """The kind and the identifier under which a thing is known in the journal: ("case", "42")."""
    if isinstance(subject, models.Model):
        return subject._meta.model_name, str(subject.pk)
    kind, identifier = subject
    return kind, str(identifier)
