"""Forms of an absence that exists. They validate what can be read alone; the operations check the facts."""

from django import forms

from directorate.handover.operations import LONGEST_REMARK
from directorate.org.forms import AbsenceForm
from directorate.org.models import Absence, StaffMember


class AbsenceChangeForm(AbsenceForm):
    """The same fields, the person excepted."""

    def __init__(self, *args, absence: Absence, by: StaffMember, on, **kwargs):
        initial = {name: getattr(absence, name) for name in ("starts_on", "ends_on", "reason", "handover_note")}
        super().__init__(*args, by=by, on=on, initial={**initial, "substitute": absence.substitute_id}, **kwargs)
        del self.fields["staff"]


class RemarksForm(forms.Form):
    """One field for each case of the sheet, named by its key."""

    def __init__(self, *args, cases, remarks, **kwargs):
        super().__init__(*args, **kwargs)
        for case in cases:
            self.fields[f"case-{case.pk}"] = forms.CharField(
                required=False,
                max_length=LONGEST_REMARK,
                label=f"{case.reference} — {case.title}",
                initial=remarks.get(case.pk, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def remarks(self) -> dict[int, str]:
        return {int(name.partition("-")[2]): text for name, text in self.cleaned_data.items()}
