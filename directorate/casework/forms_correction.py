"""The correction of a request: the forms of its opening, filled with what the case says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.correction import PARTY_FIELDS, PLACE_FIELDS
from directorate.casework.forms import OpeningForm, PlainCharField, json_answers
from directorate.casework.models import Case
from directorate.casework.procedure import Procedure

# Where the form writes a column under another name.
FIELD_OF = {"kind": "party_kind"}
PLACE_FIELD_OF = {"name": "place_name", "address": "place_address"}


class CorrectionForm(OpeningForm):
    """As at the opening, without what has a door of its own: who handles the case, the permit that it renews."""

    reason = PlainCharField(
        label="Motif de la correction", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Écrit au journal avec chaque valeur corrigée, par exemple : erreur de saisie.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["caseworker"], self.fields["renews"]

    def corrected(self, answers: forms.Form) -> dict[str, Any]:
        """What the operation receives from this form and that of the procedure, both valid."""
        data = self.cleaned_data
        return {
            "party": self.party(),
            "place": self.place(),
            "answers": json_answers(answers),
            **{name: data[name] for name in ("received_on", "channel", "commune", "reason")},
        }


def current_values(case: Case) -> dict[str, Any]:
    """What the fields of the form hold for this case."""
    values = {FIELD_OF.get(name, name): getattr(case.party, name) for name in PARTY_FIELDS}
    if case.place:
        values |= {PLACE_FIELD_OF.get(name, name): getattr(case.place, name) for name in PLACE_FIELDS}
    return {**values, "received_on": case.received_on, "channel": case.channel, "commune": case.commune_id}


def current_answers(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as the fields of the form show them: an instant is no longer a text."""
    instants = {name for name, field in procedure.form.base_fields.items() if isinstance(field, forms.DateTimeField)}
    return {
        name: datetime.fromisoformat(value) if name in instants and value else value for name, value in answers.items()
    }
