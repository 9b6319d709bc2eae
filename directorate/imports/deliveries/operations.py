"""A delivery of files from its deposit to its acceptance, whatever its subject.

Accepting changes which edition is in force for each period, in one instant; no row of another edition is touched. A
subject says what is its own: how its files are read, what a period is, what goes with an edition in force.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet

from directorate.documents.errors import FileRefused
from directorate.documents.files import file_name, store_bytes, store_upload
from directorate.documents.inspection import Kind
from directorate.documents.models import StoredFile
from directorate.imports.deliveries.models import Reliability
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError
from directorate.web.exports import csv_lines

REPORT_HEADINGS = ("Fichier", "Ligne", "Suite", "Motif", "Contenu")
FAILED = (Job.State.FAILED, Job.State.PARKED, Job.State.CANCELLED)
RANK = {code: rank for rank, code in enumerate(Reliability.values)}
Tick = Callable[[int, int], None]
# (words, address) of what was made with the figures of an edition.
Dependent = tuple[str, str]


def in_silence(done: int, total: int) -> None:
    pass


class Deliveries(ABC):
    """The deliveries of one subject. `journal`: what its entries begin with; `accepted`: the state and the field of
    the instant at which an edition comes in force; `unreadable`: what refuses the files as a whole.
    """

    batches: Any
    files: Any
    editions: Any
    unit: str
    journal: str
    job_kind: str
    job_label: str
    kinds: Mapping[str, Kind]
    accepted: str
    accepted_at: str
    accepted_action: str
    unreadable: tuple[type[Exception], ...]

    # --- what a subject says ------------------------------------------------------------------------------------

    def parts_of(self, stored: StoredFile) -> Sequence[Mapping[str, str]]:
        """What a stored file holds: itself, or the files of an archive."""
        return [{}]

    @abstractmethod
    def load(self, batch: Any, tick: Tick, at: datetime) -> None:
        """Read the files into editions that are not in force yet."""

    @abstractmethod
    def counts_of(self, batch: Any) -> dict[str, int]:
        """What was kept, in numbers."""

    @abstractmethod
    def same_period(self, edition: Any) -> QuerySet:
        """The editions of its period, itself among them."""

    @abstractmethod
    def words_of(self, edition: Any) -> str:
        """Its period, as it is said."""

    def dependents_of(self, edition: Any) -> Sequence[Dependent]:
        """What was made with its figures: told before it is withdrawn."""
        return ()

    def refuse_to_replace(self, before: Any, edition: Any) -> None:
        """What a subject asks more than to be at least as certain."""
        return

    def after_change(self, editions: Sequence[Any], at: datetime) -> None:
        """What follows from other editions in force."""
        return

    # --- the deposit --------------------------------------------------------------------------------------------

    def note(self, batch: Any, action: str, by: StaffMember | None, at: datetime, **details: Any) -> None:
        record(by=by, at=at, action=f"{self.journal}.{action}", subject=batch, label=batch.label, unit_code=self.unit,
               details=details)  # fmt: skip

    @transaction.atomic
    def deposit(self, *, by: StaffMember, at: datetime, **facts: Any) -> Any:
        """Keep the files and have a worker read them. The same files brought again are the delivery that holds them.

        `facts`: what the form says; its fields of files are named document, document_2, ...
        """
        stored = []
        for field in sorted(name for name in facts if name.startswith("document")):
            upload: UploadedFile | None = facts.pop(field)
            if upload is None:
                continue
            try:
                stored.append(store_upload(upload, by=by, at=at, kinds=self.kinds))
            except FileRefused as refusal:
                raise FileRefused(str(refusal), field=field) from refusal
        return self.begin(stored=stored, by=by, at=at, **facts)

    @transaction.atomic
    def begin(self, *, stored: Sequence[StoredFile], by: StaffMember, at: datetime, **facts: Any) -> Any:
        """A delivery of files that are already kept."""
        digests = sorted({one.sha256 for one in stored})
        batch, created = self.batches.objects.exclude(state__in=["refused", "abandoned"]).get_or_create(
            fingerprint=hashlib.sha256("".join(digests).encode()).hexdigest(),
            defaults={**facts, "created_at": at, "created_by": by},
        )
        if not created:
            return batch
        self.files.objects.bulk_create(
            self.files(batch=batch, stored=one, name=one.name, **part) for one in stored for part in self.parts_of(one)
        )
        batch.job = enqueue(
            kind=self.job_kind, label=f"{self.job_label}, {batch.label}", key=f"{self.job_kind}:{batch.pk}",
            payload={"batch": str(batch.pk)}, by=by, at=at, queue="bulk",
        )  # fmt: skip
        batch.save(update_fields=["job"])
        self.note(batch, "deposited", by, at, files=[one.name for one in stored])
        return batch

    # --- reading ------------------------------------------------------------------------------------------------

    def read_job(self, *, job: Job, at: datetime) -> dict:
        """What a worker does, in the transaction that ends the job."""
        batch = self.batches.objects.select_for_update(of=("self",)).get(pk=job.payload["batch"])
        if batch.state != "reading":
            return {}
        self.read_batch(batch, at=at, tick=lambda done, total: progress(job, done, total))
        return {"words": batch.refusal or "Les fichiers sont lus."}

    def read_batch(self, batch: Any, *, at: datetime, tick: Tick = in_silence) -> None:
        """Read, judge and write the editions, or say why the files as a whole are refused."""
        try:
            with transaction.atomic():
                self.load(batch, tick, at)
                self.finish_reading(batch, at)
        except self.unreadable as refusal:
            self.refuse(batch, str(refusal), at)

    def refuse(self, batch: Any, reason: str, at: datetime) -> None:
        batch.state, batch.refusal = "refused", reason
        batch.save(update_fields=["state", "refusal"])
        self.note(batch, "refused", batch.created_by, at, reason=reason)

    def finish_reading(self, batch: Any, at: datetime) -> None:
        batch.counts = self.counts_of(batch)
        batch.refused_rows = batch.refusals.filter(is_warning=False).count()
        batch.doubtful_rows = batch.refusals.filter(is_warning=True).count()
        batch.state = "read"
        content = BytesIO()
        for line in csv_lines(REPORT_HEADINGS, report_rows(batch)):
            content.write(line.encode())
        batch.report = store_bytes(
            content.getvalue(), file_name(f"Rapport {batch.label}", "csv"), "text/csv", by=batch.created_by, at=at
        )
        batch.save(update_fields=["counts", "refused_rows", "doubtful_rows", "state", "report"])
        self.note(batch, "read", batch.created_by, at, counts=batch.counts, refused=batch.refused_rows)

    # --- in force -----------------------------------------------------------------------------------------------

    def locked(self, batch: Any, *states: str) -> Any:
        batch = self.batches.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state not in states:
            raise Conflict(f"Cet import est maintenant dans l'état « {batch.get_state_display().lower()} ».")
        return batch

    @transaction.atomic
    def accept(self, *, batch: Any, by: StaffMember, at: datetime) -> Any:
        """Put its editions in force; those before them stay, to be compared and put back."""
        batch = self.locked(batch, "read")
        # In the order of the table: two acceptances that meet wait for one another.
        editions = list(batch.editions.all())
        for edition in editions:
            self.put_in_force(edition, at)
        batch.state = self.accepted
        setattr(batch, self.accepted_at, at)
        batch.save(update_fields=["state", self.accepted_at])
        self.after_change(editions, at)
        self.note(batch, self.accepted_action, by, at, counts=batch.counts)
        return batch

    def put_in_force(self, edition: Any, at: datetime) -> None:
        """Refuses to replace figures by less certain ones."""
        rows = self.same_period(edition).select_for_update().order_by("pk")
        before = next((row for row in rows if row.state == "current" and row.pk != edition.pk), None)
        if before is not None:
            if RANK[before.reliability] > RANK[edition.reliability]:
                raise Conflict(
                    f"L'édition de {self.words_of(edition)} en vigueur est"
                    f" « {before.get_reliability_display().lower()} » : une édition"
                    f" « {edition.get_reliability_display().lower()} » ne la remplace pas."
                )
            self.refuse_to_replace(before, edition)
            before.state = "former"
            before.save(update_fields=["state"])
        edition.state = "current"
        setattr(edition, self.accepted_at, at)
        edition.save(update_fields=["state", self.accepted_at])

    @transaction.atomic
    def put_back(self, *, edition: Any, by: StaffMember, at: datetime) -> Any:
        """An edition before the present one is in force again: the one that replaced it was wrong."""
        rows = list(self.same_period(edition).select_for_update().order_by("pk"))
        edition = next(row for row in rows if row.pk == edition.pk)
        if edition.state in ("draft", "current"):
            raise Conflict("Seule une édition antérieure se remet en vigueur.")
        for row in rows:
            if row.state == "current":
                row.state = "former"
                row.save(update_fields=["state"])
        edition.state = "current"
        edition.save(update_fields=["state"])
        self.after_change([edition], at)
        self.note(edition.batch, "put_back", by, at, edition=str(edition))
        return edition

    def former_of(self, edition: Any) -> Any:
        """The one that comes back in force when this one goes."""
        rows = self.same_period(edition).filter(state="former").exclude(pk=edition.pk)
        return rows.order_by(F(self.accepted_at).desc(nulls_last=True), "-number").first()

    @transaction.atomic
    def withdraw(self, *, edition: Any, reason: str, by: StaffMember, at: datetime) -> Any:
        """It was wrong: the one before it, if there is one, is in force again."""
        rows = list(self.same_period(edition).select_for_update().order_by("pk"))
        edition = next(row for row in rows if row.pk == edition.pk)
        if edition.state != "current":
            raise Conflict(f"Cette édition n'est pas en vigueur : elle est {edition.get_state_display().lower()}.")
        if not reason.strip():
            raise DomainError("Dire pourquoi cette édition est retirée.", field="reason")
        dependents = [words for words, _ in self.dependents_of(edition)]
        edition.state, edition.removed_at, edition.removed_by = "removed", at, by
        edition.removal_reason = reason.strip()
        edition.save(update_fields=["state", "removed_at", "removed_by", "removal_reason"])
        before = self.former_of(edition)
        if before is not None:
            before.state = "current"
            before.save(update_fields=["state"])
        self.after_change([before or edition], at)
        self.note(edition.batch, "withdrawn", by, at, edition=str(edition), reason=edition.removal_reason,
                  back_in_force=str(before or ""), dependents=dependents)  # fmt: skip
        return edition

    def is_stuck(self, batch: Any) -> bool:
        """Its reading ended without a word: nobody reads it any more unless someone has it done again."""
        return batch.state == "reading" and bool(batch.job and batch.job.state in FAILED)

    @transaction.atomic
    def abandon(self, *, batch: Any, by: StaffMember, at: datetime) -> Any:
        """What was read and never accepted goes; the deposit and its report remain. So ends a reading that failed."""
        batch = self.locked(batch, "read", "reading")
        if batch.state == "reading" and not self.is_stuck(batch):
            raise Conflict("La lecture de ces fichiers est en cours : attendre sa fin pour l'abandonner.")
        batch.editions.all().delete()
        batch.state = "abandoned"
        batch.save(update_fields=["state"])
        self.note(batch, "abandoned", by, at)
        return batch


def report_rows(batch: Any) -> Iterator[tuple]:
    for row in batch.refusals.iterator(chunk_size=2_000):
        yield row.file, row.line, "Signalée" if row.is_warning else "Refusée", row.reason, row.text
