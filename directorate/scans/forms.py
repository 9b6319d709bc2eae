"""Forms of scans. They validate what can be read alone; the operations check the facts."""

from django import forms

from directorate.scans.page_reading import MAX_PAGES
from directorate.scans.reading import MAX_BYTES

ROTATIONS = [
    (0, "La laisser ainsi"),
    (90, "Un quart de tour vers la droite"),
    (180, "Un demi-tour"),
    (270, "Un quart de tour vers la gauche"),
]


class DepositForm(forms.Form):
    document = forms.FileField(
        label="Fichier numérisé",
        help_text=(
            f"PDF, JPEG ou PNG, {MAX_PAGES} pages et {MAX_BYTES // 1_000_000} Mo au plus. Plusieurs actes peuvent s'y"
            " trouver, leurs pages dans n'importe quel ordre et dans n'importe quel sens."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class AssignPageForm(forms.Form):
    act = forms.CharField(
        label="Numéro de l'acte, ou référence du dossier",
        max_length=40,
        help_text="Par exemple 2026-00417.",
    )
    number = forms.IntegerField(label="Page de l'acte", min_value=1, max_value=999)
    rotation = forms.TypedChoiceField(label="Redresser la page", choices=ROTATIONS, coerce=int, required=False)

    def clean_rotation(self) -> int:
        return self.cleaned_data["rotation"] or 0


class ReplaceForm(forms.Form):
    reason = forms.CharField(label="Motif du remplacement", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
