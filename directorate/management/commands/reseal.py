"""Writes every sealed column again with the newest key, and its marks: the former key may then go. Harmless twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast
from django.utils.timezone import now

from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import counted
from directorate.web.sealing import BY_HAND, SealedField, Unsealable, fingerprint, is_renewed, seal, unseal

ROWS = 200


@dataclass(frozen=True)
class Column:
    """`field` seals by itself what it is given; without it, an operation does."""

    name: str
    bound: str
    field: SealedField | None = None

    @property
    def mark(self) -> str:
        return self.field.mark if self.field else ""


def sealed_models() -> Iterator[tuple[type[Model], list[Column]]]:
    for model in apps.get_models():
        columns = [
            Column(field.name, field.bound, field)
            for field in model._meta.concrete_fields
            if isinstance(field, SealedField)
        ]
        columns += [Column(name, "") for label, name in BY_HAND if label == model._meta.label]
        if columns:
            yield model, columns


def renewed(row: dict, column: Column) -> dict[str, str]:
    """What is to be written of one column of a row; nothing when it is as of today."""
    sealed, found = row[f"sealed_{column.name}"], {}
    if not is_renewed(sealed, column.bound):
        text = unseal(sealed, column.bound)
        found[column.name] = text if column.field else seal(text)
    if column.mark and row[column.mark]:
        text = unseal(sealed, column.bound)
        if row[column.mark] != (mark := fingerprint(text, column.field.purpose)):
            found[column.mark] = mark
    return found


class Command(BaseCommand):
    help = "Scelle de nouveau chaque colonne scellée avec la première clé de SEAL_KEYS, et refait les empreintes."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=ROWS, help="Lignes verrouillées à la fois.")

    def handle(self, *args, **options):
        failures = 0
        for model, columns in sealed_models():
            counts = self.renew(model, columns, max(1, options["rows"]))
            failures += counts["unsealable"] + counts["refused"]
            words = f"{model._meta.label} : {counted(counts['seen'], 'lignes lues')}"
            self.stdout.write(
                f"{words}, scellées de nouveau : {counts['renewed']}, marques refaites : {counts['marked']}."
            )
        if failures:
            raise CommandError(f"{counted(failures, 'lignes')} à reprendre : garder l'ancienne clé, voir ci-dessus.")
        self.stdout.write("Tout est scellé avec la première clé : les suivantes peuvent être retirées de SEAL_KEYS.")

    def renew(self, model: type[Model], columns: list[Column], size: int) -> Counter:
        """Batch after batch, each one committed: what is interrupted goes on where it stopped at the next run."""
        counts, last = Counter(seen=0, renewed=0, marked=0, unsealable=0, refused=0), None
        sealed = {f"sealed_{column.name}": Cast(column.name, TextField()) for column in columns}
        marks = [column.mark for column in columns if column.mark]
        while True:
            with transaction.atomic():
                rows = model._base_manager.order_by("pk").annotate(**sealed)
                rows = rows if last is None else rows.filter(pk__gt=last)
                batch = list(rows.select_for_update(of=("self",)).values("pk", *sealed, *marks)[:size])
                for row in batch:
                    self.renew_row(model, columns, row, counts)
                last = batch[-1]["pk"] if batch else last
                if len(batch) == size:
                    continue
                if counts["renewed"] or counts["marked"]:
                    record(by=None, at=now(), action="seals.renewed", subject=("seals", model._meta.label_lower[:64]),
                           label=str(model._meta.verbose_name), details=dict(counts))  # fmt: skip
                return counts

    def renew_row(self, model: type[Model], columns: list[Column], row: dict, counts: Counter) -> None:
        counts["seen"] += 1
        try:
            changes = {name: text for column in columns for name, text in renewed(row, column).items()}
            if changes:
                with transaction.atomic():
                    model._base_manager.filter(pk=row["pk"]).update(**changes)
        except Unsealable:
            counts["unsealable"] += 1
            self.stderr.write(f"{model._meta.label} {row['pk']} : aucune clé ne l'ouvre.")
        except DatabaseError:
            counts["refused"] += 1
            self.stderr.write(f"{model._meta.label} {row['pk']} : la base refuse de l'écrire.")
        else:
            marks = {column.mark for column in columns}
            counts["renewed"] += bool(set(changes) - marks)
            counts["marked"] += bool(set(changes) & marks)
