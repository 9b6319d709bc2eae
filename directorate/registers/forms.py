"""What is asked to prepare and correct an issue of the official register."""

from django import forms

from directorate.documents.redaction import words_of
from directorate.registers.issues import state_of, suggested_passages
from directorate.registers.models import RegisterEntry

LONGEST_PASSAGE = 300


class ActForm(forms.Form):
    """The rank of an act and what is hidden in it: what is proposed, ticked, and what is typed, a passage a line."""

    position = forms.IntegerField(label="Rang parmi les actes de son service", min_value=1, max_value=10_000)
    postponed = forms.BooleanField(label="Reporter au numéro suivant", required=False)
    proposed = forms.MultipleChoiceField(
        label="Données personnelles relevées dans l'acte",
        help_text="Cochez ce que la version publiée ne doit pas dire.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label="Autres passages à occulter",
        help_text="Un passage par ligne. Majuscules, accents et espaces ne comptent pas.",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, entry: RegisterEntry, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = state_of(entry)
        proposed = suggested_passages(entry.letter)
        self.fields["proposed"].choices = [(text, text) for text in proposed]
        if not proposed:
            del self.fields["proposed"]
        self.initial.setdefault("postponed", entry.postponed)
        self.initial["proposed"] = [text for text in proposed if text in entry.passages]
        self.initial["others"] = "\n".join(text for text in entry.passages if text not in proposed)

    def clean_others(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["others"].splitlines()]
        for line in lines:
            if len(line) > LONGEST_PASSAGE:
                raise forms.ValidationError(f"Un passage dépasse {LONGEST_PASSAGE} caractères : le couper.")
        return [line for line in lines if words_of(line)]

    def clean(self):
        """One list of passages for the operation."""
        cleaned = super().clean()
        cleaned["passages"] = [*cleaned.pop("proposed", []), *cleaned.pop("others", [])]
        return cleaned


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label="Texte du rectificatif",
        help_text="Par exemple : article 2, au lieu de « 12 mai », lire « 21 mai ».",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
