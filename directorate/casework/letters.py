"""From a case to the words of its letters and acts: merged values, first drafts, previews, signed acts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string

from directorate.casework.models import Case, CaseDeadline, CaseLetter, Consultation, Decision
from directorate.casework.move import PARIS, Move, paris_day
from directorate.casework.procedure import Archetype, LetterModel, Outcome, Procedure
from directorate.documents import letters as documents
from directorate.documents.models import Letter
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_texts.citations import INITIALS
from directorate.org.models import StaffMember
from directorate.org.queries import may_sign
from directorate.org.signing import Act, Power
from directorate.parameters.queries import values as parameters
from directorate.permits.models import Permit
from directorate.territory.department import HOME

PLAIN_TEXT = Engine(autoescape=False, builtins=["directorate.templatetags.letters"])
# What the checks look for before signature.
PLACEHOLDER = "[à compléter"
CIVILITIES = {"mme": "Madame", "m": "Monsieur"}
# Words of the prefecture that letters merge, with the dated parameter of each.
AUTHORITY = {
    "name": "authority.prefecture",
    "authority": "authority.title",
    "city": "authority.city",
    "court": "authority.court",
    "court_address": "authority.court_address",
    "minister": "authority.minister",
    "minister_address": "authority.minister_address",
    "orly_authority": "authority.orly_authority",
    "executor": "authority.executor",
}
# The time to appeal and that of the silence that refuses an administrative appeal, in months.
APPEAL = {"period": "appeal.months", "silence_period": "appeal.silence_months"}
# The article of a body, by its first word.
ARTICLES_OF_BODIES = {
    "la ": ("commission", "direction", "mairie", "brigade", "préfecture", "délégation", "chambre", "région"),
    "le ": ("service", "maire", "référent", "conseil", "comité", "procureur", "groupement", "directeur"),
}
DEEMED = {"favourable": "favorable"}
NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")


def plain(template: str, context: Mapping[str, Any]) -> str:
    """The text of a mail: never HTML, so nothing to escape."""
    return render_to_string(template, dict(context))


def in_words(value: Any) -> Any:
    """A value as a French reader expects it; structures are walked."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        local = value.astimezone(PARIS)
        return f"{french_long(local.date())} à {local:%H} h {local:%M}"
    if isinstance(value, date):
        return french_long(value)
    if isinstance(value, Mapping):
        return {key: in_words(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [in_words(item) for item in value]
    return value


def in_figures(amount: Decimal) -> str:
    """ "12 345,60"."""
    return f"{amount:,}".replace(",", " ").replace(".", ",")


def answers_in_words(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers by field name with the labels of their choices, ready to be read."""
    words: dict[str, Any] = {}
    for name, field in procedure.form.base_fields.items():
        value = answers.get(name)
        choices = {str(key): str(label) for key, label in getattr(field, "choices", None) or ()}
        if isinstance(value, list):
            value = (", " if choices else " ; ").join(choices.get(str(item), str(item)) for item in value)
        elif choices and value not in (None, ""):
            value = choices.get(str(value), value)
        elif isinstance(value, str) and value and isinstance(field, forms.DateTimeField):
            value = datetime.fromisoformat(value)
        elif isinstance(value, str) and value and isinstance(field, forms.DateField):
            value = date.fromisoformat(value)
        elif isinstance(value, str) and value and isinstance(field, forms.DecimalField):
            value = in_figures(Decimal(value))
        words[name] = in_words(value) if value is not None else ""
    return words


def silence_among(deadlines: Iterable[CaseDeadline]) -> CaseDeadline | None:
    return next((row for row in deadlines if row.kind == CaseDeadline.Kind.SILENCE), None)


def months_words(months: int) -> str:
    """60 is "5 ans", 18 is "18 mois"."""
    years, rest = divmod(months, 12)
    if rest or not years:
        return f"{months} mois"
    return f"{years} an{'s' if years > 1 else ''}"


def in_full(text: str) -> str:
    """ "CSI, art. L251-2" as a person outside the house reads it."""
    for short, name in INITIALS.items():
        text = text.replace(f"{short}, art.", f"{name}, art.")
    return text


def period_in_words(months: int) -> str:
    """ "deux mois", "18 mois"."""
    return f"{NUMBERS[months] if 0 <= months < len(NUMBERS) else months} mois"


def filing_words(deadlines: Iterable[CaseDeadline]) -> dict[str, Any]:
    """Whether a declaration came in its window; the letters say it, and nothing is refused for that."""
    row = next((row for row in deadlines if row.kind == CaseDeadline.Kind.FILING), None)
    if row is None:
        return {"is_late": False, "is_early": False, "earliest": "", "latest": ""}
    return {
        "is_late": row.computation["late"],
        "is_early": row.computation["early"],
        "earliest": french_long(date.fromisoformat(earliest)) if (earliest := row.computation.get("earliest")) else "",
        "latest": french_long(row.due_on) if row.due_on else "",
    }


def awaited_pieces(deadlines: Iterable[CaseDeadline]) -> list[dict[str, str]]:
    """The documents that may follow a declaration and have not arrived, each with its last day."""
    return [
        {"label": row.label.partition(" : ")[2], "due_on": french_long(row.due_on)}
        for row in deadlines
        if row.code.startswith("until_") and row.state == CaseDeadline.State.RUNNING
    ]


def asked_pieces(case: Case) -> dict[str, str]:
    """The request for documents that is still open, if there is one."""
    stop = next((stop for stop in case.clock_stops.all() if stop.ended_on is None), None)
    return {"limit_on": french_long(stop.limit_on) if stop else ""}


def validity_codes(procedure: Procedure) -> tuple[str, ...]:
    validity = procedure.validity
    return () if validity is None else (validity.months_parameter, validity.renew_before_parameter)


def validity_words(procedure: Procedure, answers: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, str]:
    if procedure.validity is None:
        return {"duration": "", "renew_before": ""}
    longest, renew_before = (int(found[code]) for code in validity_codes(procedure))
    return {
        "duration": months_words(procedure.validity.months(answers, longest)),
        "renew_before": months_words(renew_before),
    }


def hearing_words(case: Case) -> dict[str, str]:
    hearing = getattr(case, "hearing", None)
    names = ("sent_on", "deadline_on", "observations_on")
    days = {name: getattr(hearing, name, None) for name in names}
    return {
        **{name: french_long(day) if day else "" for name, day in days.items()},
        "exception": hearing.get_exception_display().lower() if hearing else "",
        "exception_reason": hearing.exception_reason if hearing else "",
    }


def context_of(case: Case, procedure: Procedure, at: datetime, extra: Mapping[str, Any] | None = None) -> dict:
    """Everything a template of this case may merge, as plain JSON values."""
    day = paris_day(at)
    deadlines = list(case.deadlines.all())
    silence = silence_among(deadlines)
    party = case.party
    codes = {*AUTHORITY.values(), *APPEAL.values(), *procedure.rules.values(), *validity_codes(procedure)}
    found = parameters(codes, day)
    authority = {name: found[code] for name, code in AUTHORITY.items()}
    return {
        "appeal": {name: period_in_words(int(found[code])) for name, code in APPEAL.items()},
        "rules": {name: found[code] for name, code in procedure.rules.items()},
        "filing": filing_words(deadlines),
        "asked": asked_pieces(case),
        "awaited": awaited_pieces(deadlines),
        "dates": {row.code: french_long(row.due_on) for row in deadlines if row.due_on},
        "prefecture": {
            "mark": settings.BLOC_MARQUE,
            "of_department": HOME.of,
            **authority,
        },
        "unit": {
            "name": case.unit.name,
            "address": case.unit.address,
            "email": case.unit.email,
            "phone": case.unit.phone,
            "direction": case.unit.parent.name if case.unit.parent_id else "",
        },
        "case": {
            "reference": case.reference,
            "title": case.title,
            "received_on": french_long(case.received_on),
            "complete_on": french_long(case.complete_on) if case.complete_on else "",
            "event_at": in_words(case.event_at) if case.event_at else "",
            "procedure": procedure.label,
            "nature": "déclaration" if procedure.archetype is Archetype.DECLARATION else "demande",
        },
        "applicant": {
            "civility": CIVILITIES.get(party.civility, ""),
            "name": str(party),
            "representative": party.representative,
            "address": party.address,
            "email": party.email,
        },
        "place": {
            "name": case.place.name if case.place_id else "",
            "address": case.place.address if case.place_id else "",
            "commune": case.commune.name if case.commune_id else "",
        },
        "caseworker": {
            "name": str(case.caseworker) if case.caseworker_id else "",
            "title": case.caseworker.title if case.caseworker_id else "",
        },
        "answers": answers_in_words(procedure, case.answers),
        "silence": {
            "effect": procedure.silence.value,
            "due_on": french_long(silence.due_on) if silence and silence.due_on else "",
            "article": in_full(silence.article) if silence else "",
        },
        "answer_codes": dict(case.answers),
        "validity": validity_words(procedure, case.answers, found),
        "renews": permit_dates(case.renews),
        "hearing": hearing_words(case),
        "legal_basis": [in_full(text) for text in procedure.legal_basis],
        "today": french_long(day),
        # A truth at the first level steers the template (is it a draft?); it is not a word to print.
        **{name: item if isinstance(item, bool) else in_words(item) for name, item in (extra or {}).items()},
    }


def write(move: Move, purpose: str, extra: Mapping[str, Any] | None = None) -> Letter | None:
    """Compose the letter `purpose` of the procedure, hang it on the case and ask for its files.

    A procedure that declares no such letter writes none.
    """
    if not move.procedure.has_letter(purpose):
        return None
    model = move.procedure.letter(purpose)
    extra = {"sender": person_words(move.by), "signature": signature_of_letter(move, model), **(extra or {})}
    letter = documents.compose(
        kind=model.act_kind,
        title=f"{model.label} - {move.case.reference}",
        template=model.template,
        context=context_of(move.case, move.procedure, move.at, extra),
        by=move.by,
        at=move.at,
        state=Letter.State.FINAL,
    )
    attach(move, letter, purpose)
    return letter


def write_signed(move: Move, purpose: str, power: Power, extra: Mapping[str, Any]) -> Letter:
    model = move.procedure.letter(purpose)
    letter = documents.compose(
        kind=model.act_kind,
        title=f"{model.label} - {move.case.reference}",
        template=model.template,
        context=context_of(move.case, move.procedure, move.at, {"signature": signature_words(move, power), **extra}),
        by=move.by,
        at=move.at,
        state=Letter.State.SIGNED,
        signed_by=move.by,
        signature_block=power.signature_block,
    )
    attach(move, letter, purpose)
    return letter


def attach(move: Move, letter: Letter, purpose: str) -> None:
    job = documents.request_files(letter, by=move.by, at=move.at, queue=move.queue)
    CaseLetter.objects.create(case=move.case, letter=letter, purpose=purpose, job=job)
    move.recorded.setdefault("letters", []).append(letter.title)


def person_words(staff: StaffMember | None) -> dict[str, str]:
    """First name, name, quality and address of the agent appear on letters (CRPA L111-2)."""
    if staff is None:
        return {"name": "", "title": ""}
    return {"name": str(staff), "title": staff.title}


def signature_of_letter(move: Move, model: LetterModel) -> dict[str, str]:
    """Who holds a delegation for this kind of letter signs for the prefect; others in their own name and quality."""
    if move.by is None:
        return {}
    answer = may_sign(move.by, Act(move.procedure.code, model.act_kind), move.today)
    return signature_words(move, answer) if isinstance(answer, Power) else {}


def signature_words(move: Move, power: Power) -> dict[str, str]:
    return {
        "block": power.signature_block,
        "name": str(move.by),
        "date": french_long(move.today),
    }


# --- the decision -------------------------------------------------------------------------------------------


class Missing(str):
    """An empty value as it shows in a draft. It stays false, so that a sentence may ask `{% if place.address %}`."""

    def __bool__(self) -> bool:
        return False


def with_gaps(value: Any) -> Any:
    """The same values, each empty text replaced by what the writer has to complete."""
    if isinstance(value, Mapping):
        return {key: with_gaps(item) for key, item in value.items()}
    return Missing(f"{PLACEHOLDER}]") if value == "" else value


def merged(text: str, context: Mapping[str, Any]) -> str:
    """A sentence of the procedure with its values; what is missing is shown as something to complete."""
    return " ".join(PLAIN_TEXT.from_string(text).render(Context(dict(context), autoescape=False)).split())


def merged_all(texts: Iterable[str], context: Mapping[str, Any]) -> list[str]:
    """A sentence that a condition empties is left out."""
    return [sentence for text in texts if (sentence := merged(text, context))]


def with_article(preposition: str, body: str) -> str:
    """ "par la commission départementale…", "à : DTSP" when the article is not known."""
    first = body.partition(" ")[0].lower()
    article = next((article for article, words in ARTICLES_OF_BODIES.items() if first in words), "")
    if not article:
        return f"{preposition} : {body}"
    joined = "au " if (preposition, article) == ("à", "le ") else f"{preposition} {article}"
    return f"{joined}{body[:1].lower()}{body[1:]}"


def is_silent(consultation: Consultation, on: date) -> bool:
    """No answer in time: the opinion is the one that the law deems given, or the act does without it."""
    if consultation.answered_on is None:
        return consultation.due_on < on
    return consultation.opinion == Consultation.Opinion.NO_ANSWER or consultation.is_deemed


SENSELESS = frozenset({Consultation.Opinion.NOT_COMPETENT, Consultation.Opinion.NO_OPINION})


def opinion_visa(consultation: Consultation, on: date) -> str:
    """ "Vu l'avis favorable rendu le … par la commission…", the request left without answer, or nothing yet."""
    if consultation.opinion == Consultation.Opinion.REVOKED:
        return ""
    body, asked_on = consultation.body_label, french_long(consultation.asked_on)
    # Of what is confidential, that it was asked is said; what was answered stays with the service.
    unsaid = consultation.is_given and consultation.is_confidential
    if unsaid or is_silent(consultation, on) or consultation.opinion in SENSELESS:
        visa = f"Vu la demande d'avis adressée le {asked_on} {with_article('à', body)}"
        if unsaid or consultation.opinion in SENSELESS:
            return f"{visa} ;"
        deemed = DEEMED.get(consultation.deemed_if_silent)
        return f"{visa}, restée sans réponse dans le délai imparti{f' : avis réputé {deemed}' if deemed else ''} ;"
    if consultation.answered_on is None:
        return ""
    opinion = consultation.get_opinion_display().lower()
    return f"Vu l'avis {opinion} rendu le {french_long(consultation.answered_on)} {with_article('par', body)} ;"


def initial_draft(case: Case, procedure: Procedure, outcome: Outcome, at: datetime) -> dict[str, Any]:
    """The first text of the act: visas, considérants and articles of the outcome with the values of the case."""
    context = with_gaps(context_of(case, procedure, at))
    labels = {name: field.label or name for name, field in procedure.form.base_fields.items()}
    context["answers"] = {
        name: value if value != "" else Missing(f"{PLACEHOLDER} : {labels[name].lower()}]")
        for name, value in context["answers"].items()
    }
    visas = merged_all(procedure.visas, context)
    visas += filter(None, (opinion_visa(row, paris_day(at)) for row in case.consultations.all()))
    return {
        "title": merged(outcome.title or procedure.label, context)[:250],
        "visas": visas,
        "grounds": merged_all(outcome.grounds, context),
        "articles": merged_all(outcome.articles, context),
        "conditions": "",
        "details": {},
    }


def decision_words(decision: Decision) -> dict[str, Any]:
    return {
        "title": decision.title,
        "number": decision.number,
        "visas": [visa for visa in decision.visas if visa.strip()],
        "grounds": [ground for ground in decision.grounds if ground.strip()],
        "articles": [article for article in decision.articles if article.strip()],
        "conditions": decision.conditions,
        "details": in_words(decision.details),
    }


def preview(case: Case, procedure: Procedure, decision: Decision, at: datetime) -> str:
    """The act as it would be signed today, without number nor signature."""
    model = procedure.letter(procedure.outcome(decision.outcome).letter)
    return documents.render_text(model.template, preview_context(case, procedure, decision, at))


def preview_context(case: Case, procedure: Procedure, decision: Decision, at: datetime) -> dict:
    outcome = procedure.outcome(decision.outcome)
    words = {"decision": decision_words(decision), "outcome": outcome.code, "signature": {}, "permit": {}}
    published = outcome.is_published(case.answers)
    return context_of(case, procedure, at, {**words, "published": published, "is_draft": True})


def permit_dates(permit: Permit | None) -> dict[str, str]:
    if permit is None:
        return {"number": "", "issued_on": "", "expires_on": "", "renew_by": ""}
    return {
        "number": permit.number,
        "issued_on": french_long(permit.issued_on),
        "expires_on": french_long(permit.expires_on) if permit.expires_on else "",
        "renew_by": french_long(permit.renew_by) if permit.renew_by else "",
    }


def permit_words(permit: Permit) -> dict[str, str]:
    return {**permit_dates(permit), "check_url": f"{settings.PUBLIC_URL}/verifier/{permit.check_code}"}


def write_signed_act(move: Move, decision: Decision, outcome: Outcome, power: Power) -> Letter:
    """The act with its number, its signature and, when it issues one, its permit; its title ends the file names."""
    model = move.procedure.letter(outcome.letter)
    words = decision_words(decision)
    words["visas"].extend(power.visas)
    letter = documents.compose(
        kind=decision.act_kind,
        title=decision.title,
        template=model.template,
        context=context_of(
            move.case,
            move.procedure,
            move.at,
            {
                "decision": words,
                "outcome": outcome.code,
                "signature": signature_words(move, power),
                "permit": permit_words(move.case.permit) if outcome.issues_permit else {},
                "published": outcome.is_published(move.case.answers),
                "is_draft": False,
            },
        ),
        by=move.by,
        at=move.at,
        state=Letter.State.SIGNED,
        signed_by=move.by,
        signature_block=power.signature_block,
        number=decision.number,
    )
    attach(move, letter, outcome.letter)
    return letter
