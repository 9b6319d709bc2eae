"""Answers that the form of a procedure accepts, whatever the procedure: drawn field by field, kept when valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django import forms

from directorate.casework.forms import LinesField, json_answers
from directorate.casework.procedure import Procedure
from directorate.demonstration.volume.words import CAUSES, FIRST_NAMES, SENTENCES, STREETS, SURNAMES, TYPED

# Answers kept for each procedure; the draws stop after so many refusals of the form.
POOL, MOST_REFUSALS = 60, 150
# What the form refuses is drawn again so many times, the rest being kept.
REDRAWS = 8
MOST_LINES = 2


@dataclass(frozen=True)
class Answers:
    """JSON answers, and how far its dates are from the day of the draw: they are moved to the day of the case."""

    values: Mapping[str, Any]
    days: Mapping[str, int]
    instants: Mapping[str, timedelta]

    def on(self, day: date, event_at: datetime | None, event_field: str) -> dict[str, Any]:
        """The same answers for a case received that day, with its event when it has one."""
        found = dict(self.values)
        for name, offset in self.days.items():
            found[name] = (day + timedelta(days=offset)).isoformat()
        if event_at is not None and event_field:
            origin = self.instants[event_field]
            for name, offset in self.instants.items():
                found[name] = (event_at + (offset - origin)).isoformat()
        return found


def pool_of(procedure: Procedure, dice: Random, today: date, wanted: int = POOL) -> list[Answers]:
    """Different valid answers, `wanted` of them unless the form is harder than the dice; none when it is too hard."""
    found: list[Answers] = []
    refused = 0
    while len(found) < wanted and refused < MOST_REFUSALS:
        form = accepted(procedure.form, dice, today)
        if form is None:
            refused += 1
        else:
            found.append(kept(form, today))
    return found


def accepted(kind: type[forms.Form], dice: Random, today: date) -> forms.Form | None:
    """A form that has nothing to say against what was typed; None when the hand gives up."""
    typed = drawn(kind, dice, today)
    for _ in range(REDRAWS):
        form = kind(typed)
        if form.is_valid():
            return form
        for name in kind.base_fields.keys() & form.errors.keys():
            typed[name] = value_for(name, kind.base_fields[name], dice, today)
        if not kind.base_fields.keys() & form.errors.keys():
            return None
    return None


def kept(form: forms.Form, today: date) -> Answers:
    days, instants = {}, {}
    for name, value in form.cleaned_data.items():
        if isinstance(value, datetime):
            instants[name] = value - datetime.combine(today, datetime.min.time(), tzinfo=value.tzinfo)
        elif isinstance(value, date):
            days[name] = (value - today).days
    return Answers(json_answers(form), days, instants)


def drawn(form: type[forms.Form], dice: Random, today: date) -> dict[str, Any]:
    """What a hand could have typed, without regard to what the fields owe to each other."""
    return {name: value_for(name, field, dice, today) for name, field in form.base_fields.items()}


def value_for(name: str, field: forms.Field, dice: Random, today: date) -> Any:
    if not field.required and dice.random() < 0.4:
        return None
    return next(draw(name, field, dice, today) for kind, draw in DRAWS if isinstance(field, kind))


def some_choices(name, field, dice, today) -> list:
    choices = [key for key, _ in field.choices if key]
    return dice.sample(choices, k=min(len(choices), dice.choice((1, 1, 2))))


def one_choice(name, field, dice, today):
    return dice.choice([key for key, _ in field.choices if key])


def instant(name, field, dice, today) -> str:
    """The end of something comes after its beginning, and all of it after today."""
    hour = 16 if "end" in name else 10
    return f"{today + timedelta(days=7)}T{hour + dice.randrange(4):02}:{dice.choice((0, 15, 30)):02}"


def day(name, field, dice, today) -> str:
    return (today - timedelta(days=dice.randint(2, 40))).isoformat()


def whole(name, field, dice, today) -> int:
    """Small numbers are the most frequent; the tail is long."""
    low = field.min_value or 0
    high = field.max_value if field.max_value is not None else low + 400
    if "participants" in name:
        # A crowd: half of them above a hundred and fifty.
        return min(high, low + int(dice.lognormvariate(5, 1)))
    return min(high, low + int(dice.paretovariate(0.9)) - 1)


def boolean(name, field, dice, today) -> bool:
    return dice.random() < 0.6


def lines(name, field, dice, today) -> list[str]:
    return [
        f"{person(dice)}, {dice.choice(SENTENCES).lower()}, {dice.randint(1, 120)} {dice.choice(STREETS)}"
        for _ in range(dice.randint(1, MOST_LINES))
    ]


def text(name, field, dice, today) -> str:
    if name in TYPED:
        return dice.choice(TYPED[name])
    if "purpose" in name:
        return dice.choice(CAUSES)
    if any(part in name for part in ("place", "domicile", "route", "address")):
        return f"{dice.randint(1, 120)} {dice.choice(STREETS)}"
    if any(part in name for part in ("responsible", "contact", "name")):
        return person(dice)
    return f"{dice.choice(SENTENCES)}, {dice.choice(STREETS)}"


def person(dice: Random) -> str:
    return f"{dice.choice(FIRST_NAMES)[1]} {dice.choice(SURNAMES)}"


# The first kind that fits: a choice of several is a choice, an amount is a whole number for Django.
DRAWS = (
    (forms.MultipleChoiceField, some_choices),
    (forms.ChoiceField, one_choice),
    (forms.NullBooleanField, boolean),
    (forms.BooleanField, boolean),
    (forms.DateTimeField, instant),
    (forms.DateField, day),
    (forms.IntegerField, whole),
    (LinesField, lines),
    (forms.Field, text),
)
