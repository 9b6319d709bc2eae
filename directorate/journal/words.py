"""The journal in French: one table for the actions, one for the details that people read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directorate.journal.models import JournalEntry
from directorate.legal_calendar.arithmetic import PARIS, french_long

# code: (label, the group under which the filter of the page shows it)
ACTIONS: Mapping[str, tuple[str, str]] = {
    "case.opened": ("Dossier enregistré", "Dossiers"),
    "case.corrected": ("Demande corrigée", "Dossiers"),
    "case.assigned": ("Dossier confié", "Dossiers"),
    "case.labelled": ("Étiquettes changées", "Dossiers"),
    "case.note_added": ("Note ajoutée", "Dossiers"),
    "case.handover_remark": ("Remarque de passage de relais", "Dossiers"),
    "case.acknowledge": ("Accusé de réception", "Dossiers"),
    "case.qualify": ("Faits qualifiés", "Dossiers"),
    "case.request_pieces": ("Pièces demandées", "Dossiers"),
    "case.receive_pieces": ("Pièces reçues", "Dossiers"),
    "case.piece_attached": ("Document joint", "Dossiers"),
    "case.piece_reviewed": ("Pièce examinée", "Dossiers"),
    "case.declare_complete": ("Dossier déclaré complet", "Dossiers"),
    "case.request_opinion": ("Avis demandé", "Dossiers"),
    "case.opinion_reminded": ("Avis relancé", "Dossiers"),
    "case.pieces_reminded": ("Pièces rappelées au demandeur", "Dossiers"),
    "case.put_on_agenda": ("Inscription à l'ordre du jour", "Dossiers"),
    "case.take_off_agenda": ("Retrait de l'ordre du jour", "Dossiers"),
    "case.session_moved": ("Séance de la commission déplacée", "Dossiers"),
    "case.record_opinion": ("Avis enregistré", "Dossiers"),
    "case.revoke_opinion": ("Demande d'avis retirée", "Dossiers"),
    "case.invite_to_hearing": ("Contradictoire engagé", "Dossiers"),
    "case.waive_hearing": ("Contradictoire écarté", "Dossiers"),
    "case.record_observations": ("Observations enregistrées", "Dossiers"),
    "case.issue_receipt": ("Récépissé délivré", "Dossiers"),
    "case.draft_decision": ("Décision préparée", "Décisions"),
    "case.draft_saved": ("Projet de décision enregistré", "Décisions"),
    "case.paragraph_inserted": ("Paragraphe inséré", "Décisions"),
    "case.resume_review": ("Instruction reprise", "Décisions"),
    "case.submit": ("Décision soumise à la signature", "Décisions"),
    "case.return_draft": ("Projet renvoyé pour correction", "Décisions"),
    "case.sign": ("Décision signée", "Décisions"),
    "case.notify": ("Décision notifiée", "Décisions"),
    "case.publish": ("Décision publiée", "Décisions"),
    "delivery.addressee_added": ("Destinataire ajouté", "Décisions"),
    "delivery.addressee_removed": ("Destinataire retiré", "Décisions"),
    "delivery.sent": ("Acte envoyé", "Décisions"),
    "delivery.failed": ("Notification manquée", "Décisions"),
    "delivery.delivered": ("Acte notifié à un autre destinataire", "Décisions"),
    "delivery.corrected": ("Notification corrigée", "Décisions"),
    "case.signed_copy_attached": ("Copie signée jointe", "Décisions"),
    "case.signed_copy_replaced": ("Copie signée remplacée", "Décisions"),
    "scan.deposited": ("Actes signés numérisés déposés", "Décisions"),
    "scan.read": ("Actes signés numérisés lus", "Décisions"),
    "scan.page_assigned": ("Page numérisée attribuée", "Décisions"),
    "scan.page_set_aside": ("Page numérisée écartée", "Décisions"),
    "data.erased": ("Données éliminées", "Conservation"),
    "purge.proposed": ("Éliminations proposées", "Conservation"),
    "purge.line_kept": ("Dossier conservé au-delà de sa durée", "Conservation"),
    "purge.confirmed": ("Élimination confirmée", "Conservation"),
    "purge.dropped": ("Élimination abandonnée", "Conservation"),
    "case.tacit_grant": ("Accord né du silence", "Décisions"),
    "case.tacit_refusal": ("Rejet né du silence", "Décisions"),
    "case.decide_after_silence": ("Décision expresse après silence", "Décisions"),
    "case.register_act": ("Acte enregistré", "Décisions"),
    "case.lift": ("Mesure levée", "Suites"),
    "case.end_measure": ("Fin de la mesure constatée", "Suites"),
    "case.evaluate": ("Évaluation engagée", "Suites"),
    "case.record_evaluation": ("Évaluation enregistrée", "Suites"),
    "case.terminate": ("Dénonciation enregistrée", "Suites"),
    "case.withdraw_by_applicant": ("Désistement", "Suites"),
    "case.redirect": ("Transmission à l'autorité compétente", "Suites"),
    "case.close_no_further_action": ("Classement sans suite", "Suites"),
    "case.close_registered": ("Dossier clos", "Suites"),
    "case.close_after_event": ("Dossier clos après l'événement", "Suites"),
    "appeal.received": ("Recours reçu", "Recours"),
    "appeal.judged_again": ("Délai du recours jugé de nouveau", "Recours"),
    "appeal.answered": ("Réponse au recours", "Recours"),
    "appeal.silent": ("Recours rejeté par le silence", "Recours"),
    "appeal.defended": ("Mémoire en défense produit", "Recours"),
    "appeal.hearing_fixed": ("Audience fixée", "Recours"),
    "appeal.judged": ("Recours jugé", "Recours"),
    "appeal.withdrawn": ("Désistement du recours", "Recours"),
    "appeal.act_annulled": ("Acte annulé par le juge", "Recours"),
    "appeal.act_suspended": ("Acte suspendu par le juge", "Recours"),
    "appeal.pack_asked": ("Dossier contentieux demandé", "Recours"),
    "access.asked": ("Accès demandé par un autre service", "Accès"),
    "access.granted": ("Lecture accordée à un autre service", "Accès"),
    "access.answered": ("Réponse écrite à un autre service", "Accès"),
    "access.refused": ("Accès refusé à un autre service", "Accès"),
    "access.revoked": ("Accès retiré à un autre service", "Accès"),
    "access.dropped": ("Demande d'accès abandonnée", "Accès"),
    "access.read": ("Dossier lu par un autre service", "Accès"),
    "permit.issued": ("Titre délivré", "Titres"),
    "permit.taken_over": ("Titre repris d'un registre antérieur", "Titres"),
    "permit_list.sent": ("Liste des titres envoyée à la mairie", "Titres"),
    "permit.import_undone": ("Titre repris retiré", "Imports"),
    "permit.renewal_asked": ("Renouvellement demandé", "Titres"),
    "permit.renewal_dropped": ("Demande de renouvellement sans suite", "Titres"),
    "permit.replaced": ("Titre remplacé", "Titres"),
    "permit.suspended": ("Titre suspendu", "Titres"),
    "permit.resumed": ("Suspension levée", "Titres"),
    "permit.withdrawn": ("Titre retiré", "Titres"),
    "register.act_added": ("Acte inscrit au recueil", "Recueil"),
    "register.act_prepared": ("Publication d'un acte préparée", "Recueil"),
    "register.corrected": ("Rectificatif annoncé", "Recueil"),
    "register.publication_asked": ("Publication du recueil demandée", "Recueil"),
    "register.published": ("Recueil publié", "Recueil"),
    "commission.loaded": ("Commission créée", "Commissions"),
    "commission.planned": ("Séance prévue", "Commissions"),
    "commission.cancelled": ("Séance annulée", "Commissions"),
    "commission.postponed": ("Séance reportée", "Commissions"),
    "commission.called_again": ("Seconde convocation faute de quorum", "Commissions"),
    "commission.convened": ("Membres convoqués", "Commissions"),
    "commission.item_dropped": ("Affaire retirée de l'ordre du jour", "Commissions"),
    "commission.items_ordered": ("Ordre du jour mis en ordre", "Commissions"),
    "commission.document_added": ("Document de séance ajouté", "Commissions"),
    "commission.members_withdrew": ("Déport enregistré", "Commissions"),
    "commission.promise_made": ("Engagement pris en séance", "Commissions"),
    "commission.promise_closed": ("Engagement clos", "Commissions"),
    "commission.member_appointed": ("Membre désigné", "Commissions"),
    "commission.member_address_changed": ("Coordonnées d'un membre modifiées", "Commissions"),
    "commission.member_ended": ("Mandat terminé", "Commissions"),
    "commission.feed_opened": ("Calendrier des séances ouvert", "Commissions"),
    "commission.feed_revoked": ("Calendrier des séances révoqué", "Commissions"),
    "commission.item_added": ("Affaire inscrite à l'ordre du jour", "Commissions"),
    "commission.attended": ("Présences enregistrées", "Commissions"),
    "commission.opinion_recorded": ("Avis de la commission", "Commissions"),
    "commission.closed": ("Séance close", "Commissions"),
    "unit.loaded": ("Organigramme chargé", "Réglages"),
    "unit.changed": ("Coordonnées d'un service modifiées", "Réglages"),
    "organisation.loaded": ("Mairies chargées", "Réglages"),
    "account.created": ("Compte créé", "Agents et pouvoirs"),
    "account.changed": ("Fiche d'un agent modifiée", "Agents et pouvoirs"),
    "account.closed": ("Compte désactivé", "Agents et pouvoirs"),
    "account.reopened": ("Compte réactivé", "Agents et pouvoirs"),
    "account.password_given": ("Mot de passe provisoire remis", "Agents et pouvoirs"),
    "posting.withdrawn": ("Affectation à venir retirée", "Agents et pouvoirs"),
    "posting.recorded": ("Affectation enregistrée", "Agents et pouvoirs"),
    "posting.ended": ("Affectation terminée", "Agents et pouvoirs"),
    "absence.recorded": ("Absence enregistrée", "Agents et pouvoirs"),
    "absence.changed": ("Absence modifiée", "Agents et pouvoirs"),
    "absence.cancelled": ("Absence annulée", "Agents et pouvoirs"),
    "absence.shortened": ("Absence écourtée", "Agents et pouvoirs"),
    "delegation.granted": ("Délégation enregistrée", "Agents et pouvoirs"),
    "delegation.published": ("Délégation publiée", "Agents et pouvoirs"),
    "delegation.suspended": ("Délégation suspendue", "Agents et pouvoirs"),
    "delegation.revoked": ("Délégation abrogée", "Agents et pouvoirs"),
    "delegation.lapsed": ("Délégation caduque", "Agents et pouvoirs"),
    "api_client.created": ("Jeton d'accès créé", "Réglages"),
    "api_client.changed": ("Droits d'un programme modifiés", "Réglages"),
    "api_client.rotated": ("Second jeton remis", "Réglages"),
    "api_client.token_revoked": ("Jeton d'accès révoqué", "Réglages"),
    "api_client.refused": ("Programme refusé", "Réglages"),
    "api_client.revoked": ("Accès d'un programme fermé", "Réglages"),
    "webhook.added": ("Webhook enregistré", "Réglages"),
    "webhook.changed": ("Webhook modifié", "Réglages"),
    "webhook.paused": ("Webhook mis en pause", "Réglages"),
    "webhook.resumed": ("Webhook repris", "Réglages"),
    "webhook.rotated": ("Secret de webhook changé", "Réglages"),
    "webhook.secret_shown": ("Secret de webhook affiché", "Réglages"),
    "webhook.removed": ("Webhook supprimé", "Réglages"),
    "webhook.pinged": ("Webhook essayé", "Réglages"),
    "webhook.replayed": ("Messages renvoyés", "Réglages"),
    "parameter.loaded": ("Paramètre chargé", "Réglages"),
    "parameter.changed": ("Paramètre modifié", "Réglages"),
    "paragraph.loaded": ("Paragraphes chargés", "Réglages"),
    "paragraph.added": ("Paragraphe ajouté", "Réglages"),
    "paragraph.changed": ("Nouvelle version d'un paragraphe", "Réglages"),
    "paragraph.withdrawn": ("Paragraphe retiré", "Réglages"),
    "legal_text.loaded": ("Textes chargés", "Réglages"),
    "legal_text.added": ("Texte enregistré", "Réglages"),
    "legal_text.changed": ("Nouvelle version d'un texte", "Réglages"),
    "legal_text.repealed": ("Abrogation d'un texte", "Réglages"),
    "protected_document.taken_in": ("Document protégé déposé", "Protection civile"),
    "protected_document.read": ("Document protégé consulté", "Protection civile"),
    "inspection.planned": ("Contrôle d'établissement prévu", "Registres"),
    "inspection.postponed": ("Contrôle d'établissement reporté", "Registres"),
    "inspection.done": ("Contrôle d'établissement fait", "Registres"),
    "inspection.followed": ("Suite d'un contrôle satisfaite", "Registres"),
    "inspection.linked": ("Dossier de sanction rattaché à un contrôle", "Registres"),
    "event.route_recorded": ("Itinéraire enregistré", "Dossiers"),
    "event.route_removed": ("Itinéraire retiré", "Dossiers"),
    "event.link_added": ("Pièce de sécurité rattachée", "Dossiers"),
    "event.link_removed": ("Pièce de sécurité retirée", "Dossiers"),
    "licence.declared": ("Débit de boissons déclaré", "Registres"),
    "licence.transferred": ("Licence de débit transférée", "Registres"),
    "licence.stopped": ("Exploitation d'une licence arrêtée", "Registres"),
    "licence.resumed": ("Exploitation d'une licence reprise", "Registres"),
    "licence.ended": ("Licence de débit supprimée", "Registres"),
    "jury.opened": ("Communes reprises pour le jury d'assises", "Dossiers"),
    "jury.populations": ("Populations du jury d'assises enregistrées", "Dossiers"),
    "jury.grouped": ("Communes regroupées pour le jury d'assises", "Dossiers"),
    "jury.ungrouped": ("Groupe de communes défait pour le jury d'assises", "Dossiers"),
    "protected_zones.replaced": ("Zones protégées remplacées", "Registres"),
    "list.exported": ("Liste exportée", "Listes"),
    "saved_view.shared": ("Vue partagée avec le service", "Listes"),
    "saved_view.unshared": ("Partage de la vue arrêté", "Listes"),
    "saved_view.deleted": ("Vue supprimée", "Listes"),
    "label.created": ("Étiquette créée", "Réglages"),
    "label.changed": ("Étiquette modifiée", "Réglages"),
    "series.asked": ("Série demandée", "Éditions"),
    "import.started": ("Tableau déposé", "Imports"),
    "import.applied": ("Import appliqué", "Imports"),
    "import.undone": ("Import annulé", "Imports"),
    "import.abandoned": ("Import abandonné", "Imports"),
    "case.import_undone": ("Dossier repris retiré", "Imports"),
    "job.cancelled": ("Édition annulée", "Éditions"),
    "job.retried": ("Édition relancée", "Éditions"),
    "mail.retried": ("Courriel relancé", "Éditions"),
}
DETAILS: Mapping[str, str] = {
    "effective_on": "À compter du",
    "expires_on": "Valable jusqu'au",
    "published_on": "Publié le",
    "starts_on": "Du",
    "ends_on": "Au",
    "starts_at": "Séance du",
    "received_on": "Reçu le",
    "limit_on": "À produire avant le",
    "due_on": "Attendu le",
    "notified_at": "Notifié le",
    "born_on": "Née le",
    "place": "Lieu",
    "login": "Identifiant",
    "title": "Objet",
    "field": "Nature",
    "version": "Version",
    "number": "Numéro",
    "acts": "Actes",
    "permit": "Titre",
    "issue": "Recueil",
    "hidden": "Passages occultés",
    "postponed": "Reporté",
    "seal": "Empreinte du numéro",
    "by": "Remplacé par",
    "body": "Organisme",
    "opinion": "Avis",
    "votes_for": "Voix pour",
    "votes_against": "Voix contre",
    "casting_vote": "Voix prépondérante",
    "present": "Présents",
    "outcome": "Sens",
    "verdict": "Délai",
    "corrected": "Champs corrigés",
    "pieces_added": "Pièces à fournir",
    "pieces_waived": "Pièces qui ne sont plus exigées",
    "pieces": "Pièces",
    "piece": "Pièce",
    "letters": "Courriers",
    "mode": "Mode",
    "reference": "Référence",
    "format": "Format",
    "rows": "Lignes",
    "query": "État de la liste",
    "article": "Fondement",
    "address": "Adresse",
    "former_address": "Ancienne adresse",
    "former_until": "Ancien jeton accepté jusqu'au",
    "messages": "Messages",
    "target": "Destination",
    "source": "Source",
    "file": "Fichier",
    "create": "Créations",
    "update": "Mises à jour",
    "unchanged": "Inchangées",
    "reject": "Rejetées",
    "overtaken": "Écartées",
    "error": "Erreur",
    "replaced_by": "Remplacé par",
    "valid_from": "En vigueur le",
    "valid_to": "Jusqu'au (exclu)",
    "late": "Après la date attendue",
    "asker": "Demandé par",
    "read": "Page ou fichier",
    "until": "Lecture jusqu'au",
    "reason": "Motif",
}


@dataclass(frozen=True)
class Event:
    """One line of a history, as people read it. `changes`: what each value was and has become, for the thing's page."""

    at: datetime
    who: str
    what: str
    details: list[tuple[str, str]]
    changes: list[dict[str, str]]


def action_label(code: str) -> str:
    return ACTIONS[code][0] if code in ACTIONS else code


def action_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """For a list of choices, by group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, (label, group) in ACTIONS.items():
        groups.setdefault(group, []).append((code, label))
    return list(groups.items())


def events(entries: Iterable[JournalEntry]) -> list[Event]:
    return [
        Event(
            entry.occurred_at,
            entry.actor_label,
            action_label(entry.action),
            list(details_of(entry)),
            entry.details.get("changes", []),
        )
        for entry in entries
    ]


def details_of(entry: JournalEntry) -> Iterator[tuple[str, str]]:
    for name, label in DETAILS.items():
        if (value := entry.details.get(name)) not in (None, "", [], False):
            yield label, words(value)


def words(value: Any) -> str:
    """A value of the journal as a reader expects it: ISO days and instants become French ones."""
    if value is True:
        return "oui"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    text = str(value)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    if instant.tzinfo is None:
        return french_long(date.fromisoformat(text)) if len(text) == len("2026-01-31") else text
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H:%M}"
