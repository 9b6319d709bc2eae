"""How a form field is drawn with the State design system: which kind of block, and its widget dressed."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.forms.widgets import MultiWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString


class DateInput(forms.DateInput):
    """A day, typed as the browser likes."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


# The first kind that fits names the block; the order goes from the particular to the general.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (MultiWidget, "parts"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.Textarea, "textarea"),
)
CLASSES = {"select": "fr-select", "file": "fr-upload", "checkbox": "", "password": "fr-password__input fr-input"}
# What Django writes for "nothing chosen": words are better, for the eye and for the ear.
BLANK = "---------"
CHOOSE = "Choisir"
GROUPS = ("radios", "checkboxes", "parts")
PART_LABELS = {
    "min": "De",
    "max": "À",
    "after": "Du",
    "before": "Au",
    "0": "Première valeur",
    "1": "Seconde valeur",
}

# The two parts of an instant.
INSTANT_LABELS = {"0": "Jour", "1": "Heure"}


@dataclass(frozen=True)
class Part:
    """One of the inputs of a field that has several, such as the two ends of an interval."""

    id: str
    label: str
    html: SafeString


def kind(field: BoundField) -> str:
    widget = field.field.widget
    return next((name for widget_class, name in KINDS if isinstance(widget, widget_class)), "input")


def anchor(field: BoundField) -> str:
    """Where the error summary leads: the field, or the block of a group of choices."""
    return f"{field.auto_id}-group" if kind(field) in GROUPS else field.id_for_label


def described_by(field: BoundField) -> str:
    parts = [f"{field.auto_id}-hint"] if field.help_text else []
    return " ".join([*parts, f"{field.auto_id}-messages"] if field.errors else parts)


def needs_first_choice(field: BoundField) -> bool:
    """True for a list that would show, then save without a word, a value that nobody chose."""
    return (
        not isinstance(field.field, forms.ModelChoiceField)
        and not field.field.widget.allow_multiple_selected
        and field.value() in (None, "")
        and all(value not in (None, "") for value, _ in field.field.choices)
    )


def dressed(field: BoundField) -> SafeString:
    """The widget with the classes of the design system and what a screen reader needs."""
    widget, name = field.field.widget, kind(field)
    if isinstance(widget, forms.DateInput) and widget.input_type == "text":
        # The browser's own calendar, which speaks ISO.
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    if getattr(field.field, "empty_label", None) == BLANK:
        field.field.empty_label = CHOOSE
    if name == "select" and needs_first_choice(field):
        field.field.choices = [("", CHOOSE), *field.field.choices]
    attrs = {"class": " ".join(filter(None, (widget.attrs.get("class"), CLASSES.get(name, "fr-input"))))}
    if name == "checkbox" and not attrs["class"]:
        del attrs["class"]
    if description := described_by(field):
        attrs["aria-describedby"] = description
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


def parts(field: BoundField) -> list[Part]:
    widget = field.field.widget
    inputs = widget.get_context(field.html_name, field.value(), {"id": field.auto_id})["widget"]["subwidgets"]
    rows = []
    for piece, sub in zip(inputs, widget.widgets, strict=True):
        suffix = piece["name"].removeprefix(field.html_name).strip("_")
        attrs = piece["attrs"]
        kind_of_input = "date" if isinstance(sub, forms.DateInput) else piece.get("type", "text")
        html = format_html(
            '<input class="fr-input" type="{}" name="{}" id="{}" value="{}">',
            kind_of_input,
            piece["name"],
            attrs["id"],
            "" if piece["value"] is None else piece["value"],
        )
        names = INSTANT_LABELS if isinstance(widget, forms.SplitDateTimeWidget) else PART_LABELS
        rows.append(Part(attrs["id"], names.get(suffix, suffix), html))
    return rows


def summary(form) -> list[tuple[str, str, str]]:
    """Every refusal of a form: address of the field ("" for the whole form), label, sentence."""
    rows = [("", "", str(error)) for error in form.non_field_errors()]
    for field in form:
        rows += [(anchor(field) if not field.is_hidden else "", field.label, str(error)) for error in field.errors]
    return rows
