"""Writing the register of texts: a new dated version closes the former; what was in force is never rewritten."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.legal_texts.citations import CODE, CODES, normal_article, place_of
from directorate.legal_texts.errors import TextRefused
from directorate.legal_texts.models import LegalText, LegalTextVersion
from directorate.legal_texts.policies import changes_texts
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, NotAllowed, NotFound

INITIAL = Path(__file__).parent / "data" / "texts.csv"
LATEST = date(2100, 1, 1)


@transaction.atomic
def add_text(
    *,
    kind: str,
    code: str = "",
    number: str = "",
    dated_on: date | None = None,
    article: str = "",
    title: str,
    valid_from: date,
    words: str,
    note: str = "",
    source: str,
    confidence: str,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> LegalText:
    """Enter a text with its first version."""
    check_right(by, at)
    check_words(words, source, confidence, reason)
    text = named(kind=kind, code=code, number=number, dated_on=dated_on, article=article, title=title)
    if LegalText.objects.filter(label=text.label).exists():
        raise TextRefused(f"{text.label} est déjà au registre : ouvrir sa page pour lui donner une version.")
    if not text.title:
        raise TextRefused("Indiquer l'objet du texte.", field="title")
    text.save()
    version = LegalTextVersion.objects.create(
        text=text, valid_from=valid_from, words=words.strip(), note=note.strip(), source=source.strip(),
        confidence=confidence, reason=reason.strip(), changed_by=by, created_at=at,
    )  # fmt: skip
    told(text, "legal_text.added", version, by=by, at=at)
    return text


def named(*, kind: str, code: str, number: str, dated_on: date | None, article: str, title: str) -> LegalText:
    """The text, not stored: a code has an article, another text a number or a date."""
    article = normal_article(article)
    if kind == CODE:
        if code not in CODES.values():
            raise TextRefused("Choisir un code.", field="code")
        if not article:
            raise TextRefused("Indiquer l'article du code.", field="article")
        number, dated_on = "", None
    elif not number.strip() and dated_on is None:
        raise TextRefused("Indiquer le numéro du texte ou sa date.", field="number")
    else:
        code = ""
    text = LegalText(
        kind=kind, code=code, number=number.strip(), dated_on=dated_on, article=article, title=title.strip()
    )
    text.label = text.written
    text.rank = rank_of(text)
    return text


def rank_of(text: LegalText) -> str:
    letters, numbers = place_of(text.article)
    name = text.code or f"~{text.kind} {text.dated_on or ''} {text.number}"
    return " ".join((name, letters, *(f"{number:06d}" for number in numbers)))[:160]


@transaction.atomic
def change_text(
    *,
    text: LegalText,
    seen: str,
    valid_from: date,
    words: str,
    note: str = "",
    source: str,
    confidence: str,
    reason: str,
    in_the_past: bool = False,
    by: StaffMember,
    at: datetime,
) -> LegalTextVersion:
    """Give a text a new wording from a day on. One planned for the same day and not yet in force is replaced.

    `seen`: the mark of the versions on the page of the person, who is told of a quicker colleague. Acts keep what
    they cited.
    """
    check_right(by, at)
    versions = locked_versions(text, seen)
    check_words(words, source, confidence, reason)
    today = day_of(at)
    check_day(valid_from, today, in_the_past, "valid_from")
    if valid_from < versions[0].valid_from:
        raise TextRefused(
            f"Ce texte n'est connu qu'à compter du {french_long(versions[0].valid_from)}.", field="valid_from"
        )
    former = [row for row in versions if row.valid_from <= valid_from][-1]
    if former.valid_from == valid_from and valid_from <= today:
        raise TextRefused(
            f"Une version est déjà en vigueur depuis le {french_long(valid_from)} : choisir une date postérieure.",
            field="valid_from",
        )
    follows = former.valid_to is None or former.valid_to >= valid_from
    if follows and former.words == words.strip() and former.valid_from != valid_from:
        raise TextRefused("Ces mots sont ceux de la version en vigueur à cette date.", field="words")
    coming = next((row for row in versions if row.valid_from > valid_from), None)
    if former.valid_from == valid_from:
        version = former
    elif former.valid_to is None or former.valid_to > valid_from:
        version = LegalTextVersion(
            text=text, valid_from=valid_from, valid_to=former.valid_to, replaced_by_id=former.replaced_by_id
        )
        former.valid_to, former.replaced_by = valid_from, None
        former.save(update_fields=["valid_to", "replaced_by"])
    else:
        version = LegalTextVersion(text=text, valid_from=valid_from, valid_to=coming.valid_from if coming else None)
    details = {"words": words, "note": note, "source": source, "reason": reason}
    for name, value in details.items():
        setattr(version, name, value.strip())
    version.confidence, version.changed_by, version.created_at = confidence, by, at
    version.save()
    told(text, "legal_text.changed", version, by=by, at=at)
    return version


@transaction.atomic
def repeal_text(
    *,
    text: LegalText,
    seen: str,
    valid_to: date,
    replaced_by: LegalText | None = None,
    reason: str,
    in_the_past: bool = False,
    by: StaffMember,
    at: datetime,
) -> LegalTextVersion:
    """The text is no longer in force from `valid_to` on. An end that is still to come may be corrected."""
    check_right(by, at)
    version = locked_versions(text, seen)[-1]
    today = day_of(at)
    if not reason.strip():
        raise TextRefused("Indiquer le motif : le texte qui abroge, sa date.", field="reason")
    check_day(valid_to, today, in_the_past, "valid_to")
    if version.valid_to is not None and version.valid_to <= today:
        raise TextRefused(f"Ce texte n'est plus en vigueur depuis le {french_long(version.valid_to)}.")
    if valid_to <= version.valid_from:
        raise TextRefused(
            f"Sa dernière version prend effet le {french_long(version.valid_from)} : l'abrogation est postérieure.",
            field="valid_to",
        )
    if replaced_by == text:
        raise TextRefused("Un texte ne se remplace pas lui-même.", field="replaced_by")
    version.valid_to, version.replaced_by = valid_to, replaced_by
    version.save(update_fields=["valid_to", "replaced_by"])
    told(text, "legal_text.repealed", version, by=by, at=at, reason=reason.strip())
    return version


def locked_versions(text: LegalText, seen: str) -> list[LegalTextVersion]:
    """Every version, oldest first, once nobody else can write one."""
    if not LegalText.objects.select_for_update().filter(pk=text.pk).exists():
        raise NotFound("Ce texte n'est pas au registre.")
    versions = list(text.versions.order_by("valid_from"))
    if seen != mark_of(versions):
        raise Conflict("Ce texte a été modifié entre-temps : relire sa page avant de recommencer.")
    return versions


def mark_of(versions: Iterable[LegalTextVersion]) -> str:
    """Changes whenever somebody writes one of these versions."""
    rows = sorted(versions, key=lambda row: row.valid_from)
    return " ".join(f"{row.pk}:{row.created_at.timestamp()}:{row.valid_to or ''}" for row in rows)


def told(text: LegalText, action: str, version: LegalTextVersion, *, by, at: datetime, reason: str = "") -> None:
    days = {"valid_from": version.valid_from, "valid_to": version.valid_to}
    record(
        by=by,
        at=at,
        action=action,
        subject=text,
        label=text.label,
        details={
            "text": text.label,
            "version": version.pk,
            **{name: day.isoformat() for name, day in days.items() if day},
            "replaced_by": str(version.replaced_by or ""),
            "source": version.source,
            "reason": reason or version.reason,
        },
    )


def check_right(by: StaffMember, at: datetime) -> None:
    if not changes_texts(by, on=day_of(at)):
        raise NotAllowed("Le registre des textes est tenu par le directeur et l'administrateur de l'application.")


def check_words(words: str, source: str, confidence: str, reason: str) -> None:
    if not words.strip():
        raise TextRefused("Recopier ou résumer le texte.", field="words")
    if not source.strip():
        raise TextRefused("Indiquer la source.", field="source")
    if confidence not in LegalTextVersion.Confidence.values:
        raise TextRefused("Indiquer le degré de confiance.", field="confidence")
    if not reason.strip():
        raise TextRefused("Indiquer le motif.", field="reason")


def check_day(day: date, today: date, in_the_past: bool, field: str) -> None:
    if day < today and not in_the_past:
        raise TextRefused(
            f"La date est passée (aujourd'hui, le {french_long(today)}) : confirmer que le changement est rétroactif.",
            field=field,
        )
    if day > LATEST:
        raise TextRefused("Cette date est trop lointaine.", field=field)


def day_of(at: datetime) -> date:
    return at.astimezone(PARIS).date()


# --- the texts with which the application starts ------------------------------------------------------------


def initial_rows() -> Iterator[Mapping[str, str]]:
    """One text a line: kind, code, number, dated_on, article, title, valid_from, words, source, confidence, note."""
    with INITIAL.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter=";")


def initial_text(row: Mapping[str, str]) -> LegalText:
    dated_on = date.fromisoformat(row["dated_on"]) if row["dated_on"] else None
    return named(
        kind=row["kind"], code=row["code"], number=row["number"], dated_on=dated_on, article=row["article"],
        title=row["title"],
    )  # fmt: skip


@transaction.atomic
def load_initial(*, at: datetime) -> int:
    """Enter the initial texts that are missing; returns how many. What exists is left as people made it."""
    known = set(LegalText.objects.values_list("label", flat=True))
    missing = [(text, row) for row in initial_rows() if (text := initial_text(row)).label not in known]
    LegalText.objects.bulk_create([text for text, _ in missing])
    LegalTextVersion.objects.bulk_create(
        [
            LegalTextVersion(
                text=text,
                valid_from=date.fromisoformat(row["valid_from"]),
                words=row["words"],
                source=row["source"],
                confidence=row["confidence"],
                note=row["note"],
                reason="Texte chargé à l'installation",
                created_at=at,
            )
            for text, row in missing
        ]
    )
    if missing:
        record(
            by=None,
            at=at,
            action="legal_text.loaded",
            subject=("legaltext", "initial"),
            label="Textes initiaux du registre",
            details={"rows": len(missing)},
        )
    return len(missing)
