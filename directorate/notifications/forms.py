"""Choosing what one sees of one's notifications, and how one is told of each kind."""

from django import forms

from directorate.notifications.kinds import KINDS
from directorate.notifications.models import Channel
from directorate.notifications.queries import choices_of, pauses_while_away
from directorate.org.models import StaffMember

READING = [("", "Toutes"), ("unread", "Non lues"), ("read", "Lues")]


def kind_choices() -> list[tuple[str, str]]:
    return [("", "Toutes"), *sorted(((kind.code, kind.label) for kind in KINDS.values()), key=lambda pair: pair[1])]


class NotificationFilter(forms.Form):
    state = forms.ChoiceField(choices=READING, required=False, label="Lecture")
    kind = forms.ChoiceField(choices=kind_choices, required=False, label="Nature")


class ChoicesForm(forms.Form):
    """One field for each kind, and the pause while away."""

    pause_while_away = forms.BooleanField(
        required=False,
        label="Ne pas m'envoyer de courriel pendant mes absences",
        help_text="Tout reste sur la page des notifications, et votre suppléant est averti.",
    )

    def __init__(self, *args, staff: StaffMember, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pause_while_away"].initial = pauses_while_away(staff)
        for kind, channel in choices_of(staff):
            self.fields[kind.code] = forms.ChoiceField(
                label=kind.label,
                choices=[(value, Channel(value).label) for value in kind.channels],
                initial=channel,
                widget=forms.RadioSelect,
            )

    def rows(self) -> list[tuple[forms.BoundField, list[tuple[str, str, bool]]]]:
        """Each kind with one (value, label, may be chosen) per column."""
        return [
            (self[code], [(value, label, value in KINDS[code].channels) for value, label in Channel.choices])
            for code in self.fields
            if code in KINDS
        ]

    def chosen(self) -> dict[str, str]:
        return {code: value for code, value in self.cleaned_data.items() if code in KINDS}
