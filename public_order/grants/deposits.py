"""An application that a program deposits for its organisation: the operations of the form, all of them or none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient, Organisation
from directorate.territory.identifiers import rna_validator, siret_validator
from directorate.web.errors import Conflict, DomainError, NotFound
from public_order.grants import operations, queries
from public_order.grants.exchange_models import GrantDeposit
from public_order.grants.models import GrantApplication, GrantCall, Promoter
from public_order.policies import UNIT

State = GrantApplication.State
BODY = ("kind", "name", "siret", "rna", "address", "commune", "representative", "email", "phone", "recovers_vat",
        "iban_number")  # fmt: skip
# What a promoter learns: deposit, completeness, decision once it is told; never the examination nor the notes.
TOLD = {
    State.DRAFT: "draft", State.SUBMITTED: "submitted", State.RECEIPT_SENT: "submitted",
    State.INCOMPLETE: "incomplete", State.WITHDRAWN: "withdrawn", State.INELIGIBLE: "ineligible",
    State.IMPLICIT: "refused", State.LAPSED: "lapsed",
}  # fmt: skip
TOLD_LABELS = {
    "draft": "En rédaction", "submitted": "Déposée", "incomplete": "Incomplète", "under_review": "En instruction",
    "withdrawn": "Retirée", "ineligible": "Inéligible", "refused": "Refusée", "granted": "Accordée",
    "lapsed": "Caduque",
}  # fmt: skip


def told_state(row: GrantApplication) -> str:
    if row.state in TOLD:
        return TOLD[row.state]
    if row.state in queries.GRANTED and row.notified_on:
        return "granted"
    if row.state == State.REFUSED and row.letter_id:
        return "refused"
    return "under_review"


def of_client(client: ApiClient) -> QuerySet[GrantApplication]:
    """What the programs of this organisation deposited; nothing else exists for them."""
    return queries.applications().filter(deposit__organisation=client.organisation_id)


def open_calls(at: datetime) -> QuerySet[GrantCall]:
    return queries.calls().filter(state=GrantCall.State.PUBLISHED, closes_at__gte=at)


@transaction.atomic
def deposit_draft(
    *, call: GrantCall, axis: str, lines: Sequence[Mapping[str, Any]], indicators: Sequence[str], reference: str = "",
    client: ApiClient | None, by: StaffMember | None, at: datetime, asked: Decimal, title: str, **facts: Any,
) -> GrantApplication:  # fmt: skip
    body = {name: facts.pop(name) for name in BODY}
    found = call.programme.axes.filter(code=axis).first()
    if found is None:
        raise DomainError("Cet axe n'est pas de cet appel à projets.", field="axis")
    if client is not None:
        refuse_known(client, reference)
    row = operations.record_application(
        call=call, axis=found, promoter=promoter_of(body, by, at), title=title, asked=asked,
        channel=GrantApplication.Channel.API, by=by, at=at, **facts,
    )  # fmt: skip
    row = operations.set_budget(application=row, lines=lines, by=by, at=at)
    for label in indicators:
        row = operations.add_indicator(application=row, label=label, by=by, at=at)
    if client is not None:
        GrantDeposit.objects.create(
            application=row, source=GrantDeposit.Source.API, organisation=client.organisation, reference=reference,
            recorded_at=at,
        )  # fmt: skip
        note(row, client, "grant.deposited", at, reference=reference)
    return row


def refuse_known(client: ApiClient, reference: str) -> None:
    """One reference, one application of the organisation; two requests at once wait for one another."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=client.organisation_id)
    known = GrantDeposit.objects.filter(organisation=client.organisation_id, reference=reference)
    if reference and known.exists():
        raise Conflict("Une demande de votre organisme porte déjà cette référence.", field="reference")


def promoter_of(body: Mapping[str, Any], by: StaffMember | None, at: datetime) -> Promoter:
    """Known by its SIRET or its RNA, it stays as it is: nobody changes the account of another through a program."""
    known = known_promoter(checked("siret", siret_validator, body), checked("rna", rna_validator, body))
    if known is None:
        return operations.record_promoter(by=by, at=at, **body)
    if body["iban_number"]:
        raise DomainError("Le compte d'un porteur déjà connu se change auprès de la préfecture.", field="iban_number")
    return known


def checked(field: str, check: Callable[[str], str], body: Mapping[str, Any]) -> str:
    try:
        return check(body[field]) if body[field] else ""
    except ValidationError as error:
        raise DomainError(error.messages[0], field=field) from error


def known_promoter(siret: str, rna: str) -> Promoter | None:
    """By its SIRET; by its RNA when one of the two has no SIRET."""
    rows = Promoter.objects.select_for_update(of=("self",))
    found = rows.filter(siret=siret).first() if siret else None
    if found is not None or not rna:
        return found
    named = rows.filter(rna=rna, siret="") if siret else rows.filter(rna=rna).order_by("-siret", "pk")
    return named.first()


def note(row: GrantApplication, client: ApiClient, action: str, at: datetime, **details: Any) -> None:
    record(by=None, at=at, action=action, subject=row, label=str(row), unit_code=UNIT, details=details,
           actor_label=f"{client.name} (API)")  # fmt: skip


@transaction.atomic
def submit_deposit(
    *, application: GrantApplication, version: int | None, client: ApiClient | None, by: StaffMember | None,
    at: datetime,
) -> GrantApplication:  # fmt: skip
    """The deposit itself, upon what was read."""
    rows = GrantApplication.objects.select_for_update(of=("self",)).filter(pk=application.pk)
    row = rows.first()
    if row is None:
        raise NotFound("Cette demande n'existe pas, ou vous n'y avez pas accès.")
    if version is not None and version != row.version:
        raise Conflict("La demande a changé depuis sa lecture : la relire avant de la déposer.")
    budget = queries.budget_of(row)
    if not budget.expense or not budget.is_balanced:
        raise DomainError("Les charges et les produits du budget ne s'équilibrent pas.", field="lines")
    if queries.brought_by(row)["fipd"] != row.asked:
        raise DomainError("Le FIPD inscrit aux produits n'est pas le montant demandé.", field="lines")
    filed = operations.submit(application=row, by=by, at=at)
    if client is not None:
        note(filed, client, "grant.submitted_by_program", at, number=filed.number)
    return filed
