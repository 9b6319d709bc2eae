"""The inquiry on a person: which registers were asked, when, and with which result; never an extract (CSI, L114-1)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django import forms

from directorate.casework.models import Case
from directorate.casework.procedure import Finding
from police_admin.procedures.weapons.dossier import CHECKS_ARTICLE, RESULTS, PastDateField

REGISTERS = {
    "check_b2": "Bulletin n° 2 du casier judiciaire",
    "check_taj": "Traitement d'antécédents judiciaires (TAJ)",
    "check_fpr": "Fichier des personnes recherchées (FPR)",
}


def result_field(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=REGISTERS[name], choices=RESULTS, required=False)


class InquiryForm(forms.Form):
    """What the registers answered. A form that asks fewer of them sets the others to None."""

    checks_on = PastDateField(
        label="Fichiers consultés le", required=False, help_text="Seul le résultat est conservé, jamais un extrait."
    )
    check_b2 = result_field("check_b2")
    check_taj = result_field("check_taj")
    check_fpr = result_field("check_fpr")

    def clean(self):
        data = super().clean()
        if any(data.get(name) for name in REGISTERS) and not data.get("checks_on") and "checks_on" not in self.errors:
            self.add_error("checks_on", "Indiquer le jour où les fichiers ont été consultés.")
        return data


def inquiry_is_clear(names: Iterable[str] = tuple(REGISTERS)) -> Callable[[Case, datetime], list[Finding]]:
    """A register that excludes, or that was not asked, stops a grant; what is to be discussed is said."""

    def check(case: Case, at: datetime) -> list[Finding]:
        if case.decision.outcome != "grant":
            return []
        return [finding for name in names if (finding := judged(case.answers.get(name), REGISTERS[name]))]

    return check


def judged(result: str | None, register: str) -> Finding | None:
    if not result:
        return Finding(f"Fichier non consulté : {register}.", CHECKS_ARTICLE)
    if result == "incompatible":
        return Finding(f"Résultat incompatible avec la décision demandée : {register}.", CHECKS_ARTICLE)
    if result == "discuss":
        return Finding(f"Résultat à examiner : {register}.", CHECKS_ARTICLE, blocking=False)
    return None
