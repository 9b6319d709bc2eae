"""Whether a declaration of procedure can be lived: judged once, when it is registered, against the rest of the house.

A mistake is said at the start as a sentence, not to the agent who meets it a month later.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from directorate.casework.archetypes import STAGES, Road, road_of
from directorate.casework.forms import OpeningForm, ReceivedPiecesForm
from directorate.casework.keeping import retention_values
from directorate.casework.procedure import Archetype, Procedure
from directorate.documents.letters import engine
from directorate.org.scopes import ACT_KIND_LABELS
from directorate.parameters.values import initial_values

CODE = re.compile(r"[a-z][a-z0-9_]*")
REFERENCE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
STARTS = ("receipt", "complete")
# Characters of a name that a menu and a column of a list show whole.
LONGEST_SHORT_LABEL = 45
# What the pages of every case ask under these names.
OWN_FIELDS = frozenset({*OpeningForm.base_fields, *ReceivedPiecesForm.base_fields, "key", "version"})
# Where somebody asks or declares, and is to be told what becomes of it.
ON_REQUEST = {Archetype.AUTHORISATION, Archetype.DECLARATION, Archetype.AGREEMENT, Archetype.REDIRECTION}
# The letters without which a move cannot be made, or leaves untold whoever must be told.
NEEDED_LETTERS = {
    "acknowledge": ("acknowledgement", "accusé de réception : CRPA L112-3"),
    "issue_receipt": ("receipt", "récépissé : il est dû à qui déclare"),
    "redirect": ("redirect_notice", "transmission : CRPA L114-2"),
}


def problems_of(procedure: Procedure) -> list[str]:
    """All that is wrong with it, as sentences; empty when it can be registered."""
    road = road_of(procedure.archetype)
    return [
        *procedure.problems(),
        *names(procedure),
        *parts(procedure),
        *letters(procedure, road),
        *outcomes(procedure, road),
        *fields(procedure),
        *parameters(procedure),
    ]


def names(procedure: Procedure) -> Iterator[str]:
    if not CODE.fullmatch(procedure.code):
        yield f"le code « {procedure.code} » s'écrit en minuscules, chiffres et tirets bas"
    if not REFERENCE.fullmatch(procedure.reference_code):
        yield f"le sigle « {procedure.reference_code} » s'écrit en majuscules et chiffres"
    words = {"libellé court": procedure.short_label, "service": procedure.unit, "famille": procedure.family}
    for name, word in words.items():
        if not word:
            yield f"{name} absent"
    if len(procedure.short_label) > LONGEST_SHORT_LABEL:
        yield f"le libellé court dépasse {LONGEST_SHORT_LABEL} caractères : {procedure.short_label}"
    if procedure.clock and procedure.clock.starts_at not in STARTS:
        yield f"le délai court de « {procedure.clock.starts_at} » : réception (receipt) ou dossier complet (complete)"


def parts(procedure: Procedure) -> Iterator[str]:
    for piece in procedure.pieces:
        if not piece.label:
            yield f"la pièce {piece.code} n'a pas de libellé"
        if not isinstance(piece.blocking, bool):
            yield f"la pièce {piece.code} ne dit pas si elle est indispensable"
    for opinion in procedure.opinions:
        if not opinion.label or not opinion.article:
            yield f"l'avis {opinion.code} n'a pas de libellé ou d'article"


def letters(procedure: Procedure, road: Road) -> Iterator[str]:
    for letter in procedure.letters:
        if not letter.label:
            yield f"le courrier {letter.code} n'a pas de libellé"
        if not has_template(letter.template):
            yield f"le courrier {letter.code} n'a pas de modèle : {letter.template}"
        if letter.act_kind not in ACT_KIND_LABELS:
            yield f"le courrier {letter.code} est d'une nature inconnue des délégations : {letter.act_kind}"
    for move, (code, reason) in NEEDED_LETTERS.items():
        told = move != "redirect" or procedure.archetype in ON_REQUEST
        if told and road.transition(move) and not procedure.has_letter(code):
            yield f"le courrier {code} manque ({reason})"
    asks = road.transition("request_pieces") and any(piece.blocking for piece in procedure.pieces)
    if asks and not procedure.has_letter("completeness_request"):
        yield "le courrier completeness_request manque : une pièce indispensable se demande (CRPA L114-5)"
    if procedure.has_hearing and not procedure.has_letter("hearing_invitation"):
        yield "le courrier hearing_invitation manque : le contradictoire s'engage par une lettre (CRPA L122-1)"


def has_template(name: str) -> bool:
    """Found without being read: it is compiled by the first letter."""
    sources = (source for loader in engine().engine.template_loaders for source in loader.get_template_sources(name))
    return any(Path(source.name).is_file() for source in sources)


def outcomes(procedure: Procedure, road: Road) -> Iterator[str]:
    codes = [outcome.code for outcome in procedure.outcomes]
    if len(codes) != len(set(codes)):
        yield "issue déclarée deux fois"
    notify = road.transition("notify")
    if procedure.outcomes and notify is None:
        yield "cette sorte de procédure ne donne pas de décision : aucune issue n'est à déclarer"
    if notify is not None and not codes and procedure.archetype is not Archetype.DECLARATION:
        yield "aucune issue n'est déclarée : la décision ne pourrait être prise"
    for outcome in procedure.outcomes:
        if not outcome.label or not outcome.articles:
            yield f"l'issue {outcome.code} n'a pas de libellé ou pas d'article"
        if outcome.act_kind not in ACT_KIND_LABELS:
            yield f"l'issue {outcome.code} est d'une nature inconnue des délégations : {outcome.act_kind}"
        if outcome.final_stage not in STAGES:
            yield f"l'issue {outcome.code} mène à une étape inconnue : {outcome.final_stage}"
        elif notify is not None and outcome.final_stage not in notify.targets:
            label = STAGES[outcome.final_stage].label
            yield f"l'issue {outcome.code} mène à une étape que cette sorte de procédure n'atteint pas : {label}"
    for name in sorted(set(procedure.effects) - {transition.name for transition in road.transitions}):
        yield f"l'effet {name} n'est celui d'aucune action de cette sorte de procédure"


def fields(procedure: Procedure) -> Iterator[str]:
    for name, field in procedure.form.base_fields.items():
        if not field.label:
            yield f"le champ {name} n'a pas de libellé"
        if name in OWN_FIELDS:
            yield f"le champ {name} cacherait celui que tout dossier porte"


def parameters(procedure: Procedure) -> Iterator[str]:
    known = {value.code for value in (*initial_values(), *procedure.parameters, *retention_values(procedure))}
    for code in sorted(procedure.parameter_codes - known):
        yield f"le paramètre {code} n'existe pas"
