"""Forms of an import: its file, how it is read, which column feeds which field."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from directorate.imports.choices import DELIMITERS, ENCODINGS, TEXTS
from directorate.imports.models import ImportSource, TableImport
from directorate.imports.queries import sources_for
from directorate.imports.reading import HEADINGS_WITHIN, Choices
from directorate.imports.targets import ImportField, ImportTarget, targets_of
from directorate.org.models import StaffMember

LONGEST_VALUE = 400
SHOWN_SAMPLES = 3


class SourceField(forms.ModelChoiceField):
    def label_from_instance(self, source: ImportSource) -> str:
        return f"{source.name} (utilisée le {source.updated_at:%d/%m/%Y})"


class NewImportForm(forms.Form):
    target = forms.ChoiceField(label="Destination", help_text="Ce que le tableau crée ou met à jour.")
    document = forms.FileField(
        label="Fichier",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods,.xls"}),
        help_text="CSV, XLSX, ODS ou XLS, 50 Mo au plus. Rien n'est écrit avant que vous n'ayez vu l'aperçu.",
    )
    source = SourceField(
        queryset=ImportSource.objects.none(),
        required=False,
        label="Source",
        empty_label="Reconnaître d'après les titres des colonnes",
        help_text="La correspondance des colonnes d'une source est mémorisée d'un import à l'autre.",
    )

    def __init__(self, *args, staff: StaffMember, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [(target.code, target.label) for target in targets_of(staff, on)]
        self.fields["source"].queryset = sources_for(staff, on)

    def clean(self):
        data = super().clean()
        source = data.get("source")
        if source and data.get("target") and source.target != data["target"]:
            self.add_error("source", "Cette source alimente une autre destination.")
        return data


class ReadingForm(forms.Form):
    """How the file is read, as it was recognised, to be corrected."""

    sheet = forms.ChoiceField(label="Feuille", required=False)
    encoding = forms.ChoiceField(label="Encodage", choices=list(ENCODINGS.items()), required=False)
    delimiter = forms.ChoiceField(label="Séparateur", choices=list(DELIMITERS.items()), required=False)
    header_line = forms.IntegerField(label="Ligne des titres", min_value=1, max_value=HEADINGS_WITHIN * 8)

    def __init__(self, *args, batch: TableImport, **kwargs):
        names = ("sheet", "encoding", "delimiter", "header_line")
        super().__init__(*args, initial={name: batch.reading.get(name) for name in names}, **kwargs)
        is_text = batch.file_name.rpartition(".")[2].lower() in TEXTS
        for name in ("sheet",) if is_text else ("encoding", "delimiter"):
            del self.fields[name]
        if not is_text:
            self.fields["sheet"].choices = [(name, name) for name in batch.reading.get("sheets", ())]

    def choices(self) -> Choices:
        return Choices(**{name: value or "" for name, value in self.cleaned_data.items() if name != "header_line"},
                       header_line=self.cleaned_data["header_line"])  # fmt: skip


class MappingForm(forms.Form):
    """For each field of the target: the column that feeds it, and what to write where it is empty.

    Then one choice for each unknown word. Names: `column_<field>`, `fixed_<field>`, `word_<field>_<rank>`.
    """

    source_name = forms.CharField(
        label="Mémoriser cette correspondance sous le nom",
        max_length=120,
        required=False,
        help_text="Par exemple : Export Démarches simplifiées vidéoprotection. Vide : rien n'est mémorisé.",
    )

    def __init__(self, *args, batch: TableImport, target: ImportTarget, **kwargs):
        super().__init__(*args, **kwargs)
        self.batch, self.target = batch, target
        self.fields["source_name"].initial = batch.source.name if batch.source else ""
        mapping = batch.mapping
        columns = [("", "— Aucune colonne —"), *((name, name) for name in batch.columns)]
        for item in target.fields:
            self.fields[f"column_{item.name}"] = forms.ChoiceField(
                label=item.label, choices=columns, required=False, initial=mapping.get("columns", {}).get(item.name, "")
            )
            self.fields[f"fixed_{item.name}"] = fixed_field(item, mapping.get("fixed", {}).get(item.name, ""))
        self.words = list(words_to_translate(target, batch.unknown, mapping.get("translations", {})))
        for name, item, text, value in self.words:
            self.fields[name] = forms.ChoiceField(
                label=f"{item.label} : « {text} »",
                choices=[("", "— À corriger dans le fichier —"), *options(item)],
                required=False,
                initial=value,
            )

    def rows(self) -> list[dict[str, Any]]:
        """One row of the page for each field, with what its column holds."""
        return [
            {
                "item": item,
                "column": self[f"column_{item.name}"],
                "fixed": self[f"fixed_{item.name}"],
                "samples": self.samples(self[f"column_{item.name}"].value()),
            }
            for item in self.target.fields
        ]

    def translations(self) -> list[forms.BoundField]:
        return [self[name] for name, *_ in self.words]

    def samples(self, column: str | None) -> list[str]:
        if column not in self.batch.columns:
            return []
        place = self.batch.columns.index(column)
        cells = (cells[place].strip() for cells in self.batch.samples if place < len(cells))
        return list(dict.fromkeys(cell[:60] for cell in cells if cell))[:SHOWN_SAMPLES]

    def clean(self):
        data = super().clean()
        for item in self.target.fields:
            column, fixed = f"column_{item.name}", f"fixed_{item.name}"
            if item.required and not data.get(column) and not data.get(fixed) and column not in self.errors:
                self.add_error(column, f"« {item.label} » est obligatoire : choisir une colonne ou une valeur.")
            if data.get(fixed) and item.secret:
                self.add_error(fixed, f"« {item.label} » est confidentiel : il ne se donne pas pour toutes les lignes.")
            elif data.get(fixed) and not item.choices:
                self.check_fixed(item, fixed, data[fixed])
        return data

    def check_fixed(self, item: ImportField, name: str, text: str) -> None:
        try:
            item.parse(text)
        except ValueError as error:
            self.add_error(name, str(error))

    def mapping(self) -> dict[str, Any]:
        """What is kept: only what was chosen. Words translated before and no longer met are kept as well."""
        data = self.cleaned_data
        translations = {name: dict(words) for name, words in self.batch.mapping.get("translations", {}).items()}
        for name, item, text, _ in self.words:
            words = translations.setdefault(item.name, {})
            words.pop(text, None)
            if data[name]:
                words[text] = data[name]
        return {
            "columns": chosen(data, "column_"),
            "fixed": chosen(data, "fixed_"),
            "translations": {name: words for name, words in translations.items() if words},
        }


def chosen(data: Mapping[str, Any], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix) and value}


def options(item: ImportField) -> list[tuple[str, str]]:
    return [(str(value), label) for value, label in item.choices()] if item.choices else []


def fixed_field(item: ImportField, initial: str) -> forms.Field:
    label = f"{item.label} : valeur par défaut"
    if item.choices:
        return forms.ChoiceField(label=label, choices=[("", "—"), *options(item)], required=False, initial=initial)
    return forms.CharField(label=label, max_length=LONGEST_VALUE, required=False, initial=initial)


def words_to_translate(
    target: ImportTarget, unknown: Mapping[str, Iterable[str]], translations: Mapping[str, Mapping[str, str]]
) -> Iterable[tuple[str, ImportField, str, str]]:
    """(name in the form, field, word of the file, its value so far): those not known, then those translated already."""
    for item in target.fields:
        if not item.choices:
            continue
        known = translations.get(item.name, {})
        words = {**dict.fromkeys(unknown.get(item.name, ()), ""), **known}
        for rank, (text, value) in enumerate(words.items()):
            yield f"word_{item.name}_{rank}", item, text, value
