"""The pages of the deliveries of a subject. Each subject opens them to its own people, under its own addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now

from directorate.documents.serving import file_response
from directorate.imports.deliveries.operations import Deliveries
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import ListDefinition, list_page
from directorate.web.pages import act_page, attempt, form_page, posted, uploaded

SHOWN_REFUSALS = 50


class ConfirmForm(forms.Form):
    """Asks nothing but to be confirmed."""


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Motif", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : le fichier compte deux fois un mois.",
    )  # fmt: skip


@dataclass(frozen=True)
class DeliveryPages:
    """`prefix`: of the names of the addresses. `accept`: the name and the words of what puts editions in force."""

    deliveries: Deliveries
    prefix: str
    known: Callable[[Any], Any]
    lists: tuple[ListDefinition, ListDefinition, ListDefinition]
    deposit_form: type[forms.Form]
    works: Callable
    heads: Callable
    template: str
    context: Callable[[Any, Any], dict[str, Any]]
    tones: dict[str, str]
    title: str
    editions_intro: str
    new_button: str
    new_title: str
    new_intro: str
    accept: str
    accept_words: str
    accept_done: str
    accept_intro: Callable[[Any], str]
    abandon_done: str
    abandon_intro: str

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"{self.prefix}-{name}", args=args)

    def crumb(self) -> tuple[str, str]:
        return self.title, self.address("imports")

    def page_of(self, batch: Any) -> str:
        return self.address("import", batch.pk)

    # --- lists --------------------------------------------------------------------------------------------------

    def imports(self, request) -> HttpResponseBase:
        actions = [("Éditions", self.address("editions"))]
        if self.works(request.user):
            actions.insert(0, (self.new_button, self.address("import-new")))
        return list_page(request, self.lists[0], at=now(), actions=actions)

    def editions(self, request) -> HttpResponseBase:
        return list_page(request, self.lists[1], at=now(), intro=self.editions_intro, actions=[self.crumb()])

    def refusals(self, request) -> HttpResponseBase:
        return list_page(request, self.lists[2], at=now(), actions=[self.crumb()])

    # --- one delivery -------------------------------------------------------------------------------------------

    def new(self, request) -> HttpResponseBase:
        """The same files brought again lead to the delivery that holds them."""
        form = self.deposit_form(posted(request), uploaded(request))
        deposit = self.deliveries.deposit
        batch = attempt(form, deposit, by=request.user, at=now()) if request.method == "POST" else None
        if batch is not None:
            if batch.label == form.cleaned_data["label"]:
                messages.success(request, "Les fichiers sont déposés : leur lecture commence.")
            else:
                messages.info(request, f"Ces fichiers sont déjà importés, sous l'intitulé « {batch.label} ».")
            return HttpResponseRedirect(self.page_of(batch))
        return form_page(
            request, form, title=self.new_title, intro=self.new_intro, submit="Déposer et lire", back=self.crumb()
        )

    def delivery(self, request, pk) -> HttpResponseBase:
        batch, on = self.known(pk), localdate()
        is_stuck = self.deliveries.is_stuck(batch)
        return TemplateResponse(
            request,
            self.template,
            {
                "title": batch.label,
                "breadcrumb": [self.crumb()],
                "batch": batch,
                "removed": batch.editions.filter(state="removed").select_related("removed_by"),
                "tone": self.tones[batch.state],
                "is_moving": batch.state == "reading" and not is_stuck,
                "is_stuck": is_stuck,
                "files": batch.files.all(),
                "refusals": batch.refusals.all()[:SHOWN_REFUSALS],
                "refusal_url": f"{self.address('refusals')}?batch={batch.pk}",
                "accept_url": self.address(f"import-{self.accept}", batch.pk),
                "accept_words": self.accept_words,
                "abandon_url": self.address("import-abandon", batch.pk),
                "report_url": self.address("import-report", batch.pk),
                "works": self.works(request.user, on=on),
                "heads": self.heads(request.user, on=on),
                **self.context(batch, request.user),
            },
        )

    def report(self, request, pk) -> HttpResponseBase:
        batch = self.known(pk)
        if batch.report is None:
            raise NotFound("Cet import n'a pas de rapport.")
        return file_response(batch.report)

    def confirmed(self, request, batch: Any, operation: Callable, facts: dict[str, Any], **words: Any):
        page = self.page_of(batch)
        form = words.pop("form", ConfirmForm)
        return act_page(
            request, form(posted(request)), operation, facts=facts, at=now(), then=page, back=(batch.label, page),
            breadcrumb=[self.crumb(), (batch.label, page)], **words,
        )  # fmt: skip

    def accepting(self, request, pk) -> HttpResponseBase:
        batch = self.known(pk)
        return self.confirmed(
            request, batch, self.deliveries.accept, {"batch": batch}, done=self.accept_done,
            title=f"{self.accept_words} : {batch.label}", intro=self.accept_intro(batch), submit=self.accept_words,
        )  # fmt: skip

    def abandoning(self, request, pk) -> HttpResponseBase:
        batch = self.known(pk)
        return self.confirmed(
            request, batch, self.deliveries.abandon, {"batch": batch}, done=self.abandon_done,
            title=f"Abandonner : {batch.label}", intro=self.abandon_intro, submit="Abandonner l'import",
        )  # fmt: skip

    def edition(self, pk) -> Any:
        return get_object_or_404(self.deliveries.editions.objects.select_related("batch"), pk=pk)

    def putting_back(self, request, pk) -> HttpResponseBase:
        edition = self.edition(pk)
        return self.confirmed(
            request, edition.batch, self.deliveries.put_back, {"edition": edition},
            done="Cette édition est de nouveau en vigueur.", title=f"Remettre en vigueur : {edition}",
            submit="Remettre en vigueur",
        )  # fmt: skip

    def withdrawing(self, request, pk) -> HttpResponseBase:
        """Says what comes back in force and what rests on the figures, before it asks why."""
        edition = self.edition(pk)
        before = self.deliveries.former_of(edition)
        dependents = [words for words, _ in self.deliveries.dependents_of(edition)]
        after = (
            f"L'édition {before.number} redevient celle en vigueur ({before.batch.label})."
            if before
            else "Aucune autre édition n'existe pour cette période : elle n'aura plus de chiffres."
        )
        rests = f" S'y réfèrent : {' ; '.join(dependents)}." if dependents else " Aucun document ne s'y réfère."
        return self.confirmed(
            request, edition.batch, self.deliveries.withdraw, {"edition": edition}, form=WithdrawForm,
            done="Cette édition n'est plus en vigueur.", title=f"Retirer de la vigueur : {edition}",
            intro=f"{after}{rests}", submit="Retirer de la vigueur",
        )  # fmt: skip


def opened(policy: Callable, methods: Callable, page: Callable) -> Callable:
    """A page of the deliveries behind its policy: one view of its own for each subject."""

    def view(request, **arguments):
        return page(request, **arguments)

    return methods(allow(policy)(view))
