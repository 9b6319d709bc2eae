"""Text that people type and that acts, letters and files will carry."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# What no text may hold: control characters, marks that turn the writing around, what XML cannot carry.
TURNED_AROUND = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
CONTROL: dict[int, str | None] = {
    code: None for code in (*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), *TURNED_AROUND, 0xFFFE, 0xFFFF)
}
# The brackets by which a letter shows a missing value, and the line separators that no form shows.
CONTROL |= {ord("⟦"): "[", ord("⟧"): "]", 0x2028: "\n", 0x2029: "\n"}
# A longer word cannot be laid out in a letter, and would be found out only once the act is signed.
LONGEST_WORD = 500


class PlainCharField(forms.CharField):
    """One line or several, without control characters nor endless word."""

    def to_python(self, value):
        return super().to_python(value).translate(CONTROL) if value not in self.empty_values else ""

    def validate(self, value):
        super().validate(value)
        if any(len(word) > LONGEST_WORD for word in value.split()):
            raise ValidationError(f"Un mot dépasse {LONGEST_WORD} caractères : le couper.")


def text_area(label: str, *, rows: int = 3, max_length: int = 4000, **more: Any) -> PlainCharField:
    return PlainCharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **more)
