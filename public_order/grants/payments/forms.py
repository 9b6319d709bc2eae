"""Forms of a grant after its act. They validate, they do not act."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.casework.forms import LegalDateField
from directorate.registers.paper_acts import OrderNumberField
from directorate.web.plain_text import PlainCharField, text_area
from public_order.grants.forms import EXCLUDED, MOST_LINES, budget_line, euros
from public_order.grants.models import GrantApplication
from public_order.grants.payments import queries, rules
from public_order.grants.payments.catalogue import Control, PaymentKind, Proof, RecoveryReason

NONE = Decimal(0)


class CommitForm(forms.Form):
    ej = PlainCharField(label="N° EJ", max_length=16, help_text="Dix chiffres, par exemple 2102661732.")
    item = forms.IntegerField(label="Poste", min_value=1, max_value=9_999, initial=1)
    supplier = PlainCharField(label="Tiers Chorus", max_length=20, required=False)
    amount = euros("Montant (€)", required=False, help_text="Vide : tout ce qui reste à engager.")
    committed_on = LegalDateField(label="Engagé le")


class PaymentForm(forms.Form):
    """The payments of the schedule; the boxes are those of the kinds that ask for proofs."""

    kind = forms.ChoiceField(label="Versement")
    amount = euros("Montant (€)", required=False, help_text="Vide : le montant possible.")
    spent = euros(
        "Dépenses justifiées (€)", required=False, help_text="Pour un acompte ou un équipement, hors taxe récupérable."
    )
    proofs = forms.MultipleChoiceField(
        label="Pièces reçues", choices=Proof.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, application: GrantApplication, **kwargs):
        super().__init__(*args, **kwargs)
        grant = queries.grant_of(application)
        found = list(rules.kinds(grant))
        if queries.report_of(application) and PaymentKind.BALANCE not in found:
            found.append(PaymentKind.BALANCE)
        self.fields["kind"].choices = [(code, PaymentKind(code).label) for code in found]
        if not any(rules.wanted(grant, kind) for kind in found):
            del self.fields["proofs"], self.fields["spent"]


class CertifyForm(forms.Form):
    service_number = PlainCharField(label="N° de service fait", max_length=20)
    certified_on = LegalDateField(label="Certifié le")


class PayForm(forms.Form):
    dp = PlainCharField(label="N° de demande de paiement", max_length=16, help_text="Dix chiffres.")
    paid_on = LegalDateField(label="Payé le")


class CancelForm(forms.Form):
    reason = text_area("Motif", max_length=500)


class ReportForm(forms.Form):
    """An amount for each line of the budget, other lines in words, a result for each indicator."""

    received_on = LegalDateField(label="Reçu le")
    lines = text_area(
        "Autres lignes", rows=3, required=False, max_length=8000,
        help_text="Une ligne par compte qui n'est pas au budget : compte ; intitulé ; montant ; « non éligible ».",
    )  # fmt: skip
    recoverable_vat = euros("TVA récupérable comprise dans les dépenses (€)", required=False)
    qualitative = text_area("Bilan qualitatif", rows=5)
    certified_by = PlainCharField(label="Certifié exact par", max_length=120)
    has_accounts = forms.BooleanField(label="Comptes certifiés joints", required=False)

    def __init__(self, *args, application: GrantApplication, **kwargs):
        super().__init__(*args, **kwargs)
        self.budget = list(application.budget.all())
        self.indicators = list(application.indicators.all())
        report = queries.report_of(application)
        realised: dict[tuple[str, str, bool], Decimal] = {}
        for line in report.lines.all() if report else ():
            key = (line.account, line.label, line.is_excluded)
            realised[key] = realised.get(key, NONE) + line.amount
        rows = {
            f"line_{each.pk}": euros(
                f"{each.account} {each.label} (€)", required=False,
                initial=realised.pop((each.account, each.label, each.is_excluded), None),
                help_text=f"Prévu : {rules.words(each.amount)}{f', {EXCLUDED}' if each.is_excluded else ''}",
            )
            for each in self.budget
        }  # fmt: skip
        results = {
            f"result_{each.pk}": PlainCharField(
                label=f"Résultat : {each.label}", max_length=100, required=False, initial=each.result,
                help_text=f"Cible : {each.target}" if each.target else "",
            )
            for each in self.indicators
        }  # fmt: skip
        received, *others = self.fields.items()
        self.fields = dict([received, *rows.items(), *others, *results.items()])
        if report:
            for name in ("received_on", "recoverable_vat", "qualitative", "certified_by", "has_accounts"):
                self.fields[name].initial = getattr(report, name)
            said = [
                (account, label, str(amount).replace(".", ","), *([EXCLUDED] if is_excluded else []))
                for (account, label, is_excluded), amount in realised.items()
            ]
            self.fields["lines"].initial = "\n".join(" ; ".join(cells) for cells in said)

    def clean_lines(self):
        rows = [row for row in enumerate(self.cleaned_data["lines"].splitlines(), 1) if row[1].strip()]
        if len(rows) > MOST_LINES:
            raise ValidationError(f"Un compte rendu tient en {MOST_LINES} lignes au plus.")
        return [budget_line(rank, text) for rank, text in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        told = [
            {"account": each.account, "label": each.label, "amount": amount, "is_excluded": each.is_excluded}
            for each in self.budget
            if (amount := data.get(f"line_{each.pk}"))
        ]
        found = {name: data.get(name) for name in ("received_on", "qualitative", "certified_by", "has_accounts")}
        return {
            **found, "lines": [*told, *data.get("lines", [])], "recoverable_vat": data.get("recoverable_vat") or NONE,
            "results": {each.pk: data.get(f"result_{each.pk}", "") for each in self.indicators},
        }  # fmt: skip


class ControlForm(forms.Form):
    control = forms.ChoiceField(
        label="Le contrôle conclut", choices=[row for row in Control.choices if row[0] != Control.NOT_STARTED]
    )
    set_aside = euros("Dépenses écartées (€)", required=False)
    comment = text_area("Observations", required=False, max_length=2000)

    def clean_set_aside(self):
        return self.cleaned_data["set_aside"] or NONE


class AmendmentForm(forms.Form):
    asked_on = LegalDateField(label="Demande écrite du")
    reason = text_area("Objet et motif", max_length=2000)
    starts_on = LegalDateField(label="Nouveau début", required=False)
    ends_on = LegalDateField(label="Nouvelle fin", required=False)
    exercise_ends_on = LegalDateField(label="Nouvelle clôture de l'exercice", required=False)
    amount = euros("Subvention ramenée à (€)", required=False)


class SignAmendmentForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


class AnswerForm(forms.Form):
    answer = text_area("Motif", max_length=1000)


class RecoveryForm(forms.Form):
    reason = forms.ChoiceField(label="Motif", choices=RecoveryReason.choices)
    misused = euros("Montant employé à un autre objet (€)", required=False)
    breach_on = LegalDateField(label="Manquement du", required=False)
    explanation = text_area("Explication au porteur", required=False, max_length=2000)


class HearForm(forms.Form):
    letter_on = LegalDateField(label="Lettre du")


class ObserveForm(forms.Form):
    observations = text_area("Observations du porteur", rows=5)
    observed_on = LegalDateField(label="Reçues le")


class DecideForm(forms.Form):
    amount = euros("Montant (€)", required=False, help_text="Vide : le montant de la lettre.")
    explanation = text_area("Motif d'un montant moindre", required=False, max_length=2000)
    number = OrderNumberField()
    decided_on = LegalDateField(label="Décidé le")


class OrderForm(forms.Form):
    order_number = PlainCharField(label="N° du titre de perception", max_length=20)
    issued_on = LegalDateField(label="Émis le")


class RecoveredForm(forms.Form):
    paid_on = LegalDateField(label="Recouvré le")
