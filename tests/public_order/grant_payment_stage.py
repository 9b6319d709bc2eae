"""A grant whose act is notified, then committed, paid, reported: for every test of what follows an act."""

from datetime import datetime, timedelta
from decimal import Decimal

from public_order.grants import operations
from public_order.grants.models import GrantApplication, GrantCall, Promoter
from public_order.grants.payments import operations as payments
from public_order.grants.payments import papers
from public_order.grants.payments import recovery_operations as recoveries
from public_order.grants.payments import report_operations as reports
from public_order.grants.payments.models import GrantAlert, GrantCommitment, GrantPayment
from tests.people import House, paris
from tests.public_order.conftest import Bureau
from tests.public_order.grant_stage import AT, carried, completed

IBAN = "FR7630001007941234567890185"
NEXT_YEAR = paris(2027, 3, 1, 10)


def notified(call: GrantCall, bureau: Bureau, *, asked: int = 27_000, base: int | None = None, vests: int = 0, **facts):
    """W10: 27 000 € on an eligible budget of 40 000 € by default."""
    if "promoter" not in facts:
        carried(bureau.agent, iban_number=IBAN)
    row = completed(call, bureau.agent, asked=asked, **facts)
    if vests:
        row = operations.add_equipment(application=row, item="vest", quantity=vests, unit_price=Decimal(500),
                                       by=bureau.agent, at=AT)  # fmt: skip
    if base is None and asked == 27_000:
        base = 40_000
    if base:
        own = Decimal(base - asked)
        lines = [{"account": "60", "label": "Achats", "amount": Decimal(base)},
                 {"account": "74", "label": "FIPD", "amount": Decimal(asked), "funder": "fipd"},
                 {"account": "75", "label": "Fonds propres", "amount": own, "funder": "own"}]  # fmt: skip
        operations.set_budget(application=row, lines=lines, by=bureau.agent, at=AT)
    row = operations.admit(application=row, by=bureau.agent, at=AT)
    GrantApplication.objects.filter(pk=row.pk).update(state="proposed", proposed=asked)
    row = operations.grant(application=row, by=bureau.head, at=AT)
    row = operations.sign(application=row, number="", signed_on=AT.date(), by=bureau.agent, at=AT)
    return operations.notify_promoter(application=row, notified_on=AT.date(), by=bureau.agent, at=AT)


def number(rank: int, prefix: str = "21") -> str:
    return f"{prefix}{rank:08d}"


def committed(call: GrantCall, bureau: Bureau, **facts) -> GrantApplication:
    row = notified(call, bureau, **facts)
    ej = number(GrantCommitment.objects.count() + 1)
    return payments.commit(application=row, ej=ej, committed_on=AT.date(), by=bureau.agent, at=AT)


def certified(row: GrantApplication, bureau: Bureau, kind: str, at: datetime = AT, **facts) -> GrantPayment:
    found = payments.prepare_payment(application=row, kind=kind, by=bureau.agent, at=at, **facts)
    return payments.certify(payment=found, service_number="SF1", certified_on=at.date(), by=bureau.head, at=at)


def paid(row: GrantApplication, bureau: Bureau, kind: str, at: datetime = AT, **facts) -> GrantApplication:
    found = certified(row, bureau, kind, at, **facts)
    dp = number(GrantPayment.objects.count(), "31")
    payments.pay(payment=found, dp=dp, paid_on=at.date(), by=bureau.agent, at=at)
    return GrantApplication.objects.get(pk=row.pk)


def advanced(call: GrantCall, bureau: Bureau, **facts) -> GrantApplication:
    return paid(committed(call, bureau, **facts), bureau, "advance")


def spent(amount: int | str) -> list[dict]:
    return [{"account": "60", "label": "Achats", "amount": Decimal(amount)},
            {"account": "74", "label": "FIPD", "amount": Decimal(amount)}]  # fmt: skip


def reported(row: GrantApplication, bureau: Bureau, amount: int | str = 40_000, at: datetime = NEXT_YEAR, **facts):
    reports.receive_report(
        application=row, received_on=at.date(), lines=spent(amount), qualitative="Quarante jeunes suivis.",
        certified_by="Mme Jeanne Aubry", by=bureau.agent, at=at, **facts,
    )  # fmt: skip
    return GrantApplication.objects.get(pk=row.pk)


def controlled(row: GrantApplication, bureau: Bureau, amount: int | str = 40_000, at: datetime = NEXT_YEAR, **facts):
    row = reported(row, bureau, amount, at)
    reports.control_report(application=row, by=bureau.head, at=at, **{"control": "compliant", **facts})
    return GrantApplication.objects.get(pk=row.pk)


def executed_told(house: House, at: datetime) -> None:
    """A grant that is paid, changed, reminded of and claimed back, for whoever visits every address."""
    by, on, call = house.director, at.date(), GrantCall.objects.get()
    Promoter.objects.update(sealed_iban=IBAN, iban_end=IBAN[-4:])
    row = operations.admit(
        application=completed(call, by, at=at, asked=27_000, title="Versée", ends_on=on + timedelta(days=60)), by=by,
        at=at,
    )  # fmt: skip
    GrantApplication.objects.filter(pk=row.pk).update(state="proposed", proposed=27_000)
    operations.grant(application=row, by=by, at=at)
    operations.sign(application=row, number="", signed_on=on, by=by, at=at)
    row = operations.notify_promoter(application=row, notified_on=on, by=by, at=at)
    payments.commit(application=row, ej=number(1), committed_on=on, by=by, at=at)
    payment = payments.prepare_payment(application=row, kind="advance", by=by, at=at)
    payments.certify(payment=payment, service_number="SF1", certified_on=on, by=by, at=at)
    payments.pay(payment=payment, dp=number(1, "31"), paid_on=on, by=by, at=at)
    reports.ask_amendment(application=row, asked_on=on, ends_on=on + timedelta(days=90), reason="Retard du projet.",
                          by=by, at=at)  # fmt: skip
    reports.sign_amendment(application=row, signed_on=on, by=by, at=at)
    alert = GrantAlert.objects.create(application=row, step="notice", channel="registered", report_due_on=on,
                                      raised_at=at, sent_at=at)  # fmt: skip
    # As whoever reads it finds it: signed meanwhile.
    alert = GrantAlert.objects.get(pk=alert.pk)
    alert.letter = papers.write_alert(alert, by=by, at=at)
    alert.save()
    claim = recoveries.open_recovery(application=row, reason="cancelled", explanation="Projet abandonné.", by=by, at=at)
    recoveries.hear(recovery=claim, letter_on=on, by=by, at=at)


def executed_rules() -> dict[str, dict]:
    grant = GrantPayment.objects.get().application
    return {
        "ordre-public/fipd/demandes/<int:pk>/execution/": {"pk": grant.pk, "verb": "clore"},
        "ordre-public/fipd/versements/": {"pk": grant.payments.get().pk, "verb": "annuler", "kind": "pdf"},
        "ordre-public/fipd/reversements/": {
            "pk": grant.recoveries.get().pk, "verb": "observations", "name": "lettre", "kind": "pdf",
        },
        "ordre-public/fipd/relances/": {"pk": grant.alerts.get().pk, "kind": "pdf"},
        "ordre-public/fipd/avenants/": {"pk": grant.amendments.get().pk, "kind": "pdf"},
    }  # fmt: skip
