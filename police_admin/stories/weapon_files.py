"""The other files on weapons: in time, late, awaited, heard, refused by silence, redirected, contested."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from directorate.appeals.operations import record_appeal
from directorate.casework.models import Case
from directorate.casework.operations import save_draft
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from directorate.legal_calendar.arithmetic import add_months
from directorate.permits.models import Permit
from police_admin.procedures.weapons import (
    authorisation,
    ban,
    carry_permit,
    collector_card,
    declarations,
    dossier,
    european_pass,
    surrender,
    trade,
    trade_sanction,
)
from police_admin.stories.weapons import complete, decided, entered, opened, person

HUNTING_GUN = ["C, fusil de chasse, calibre 12"]
SHOPS = (("Armurerie du Belvédère", "M. Renan Castagnier"), ("Chasse et Tir des Coteaux", "Mme Aude Bellanger"),
         ("Convoi Sûr Île-de-France", "M. Thibaud Ornano"))  # fmt: skip


def stories(teller) -> Iterator[Story]:
    today = teller.today

    def ago(days: int) -> datetime:
        return moment(today - timedelta(days=days))

    # Signed this week; called at nine months; heard before the end of the year; seized for good, then contested.
    yield surrendered(teller, 5, ago(9))
    yield surrendered(teller, 6, moment(add_months(today, -9) - timedelta(days=12)))
    yield surrendered(teller, 7, moment(add_months(today, -10)), final="hearing")
    yield surrendered(teller, 8, ago(300), final="definitive_seizure")
    yield surrendered(teller, 9, ago(180), final="restitution")
    yield banned(teller, 10, ago(40), conviction=True)
    yield banned(teller, 11, ago(14), conviction=False)
    # Nobody answered: the silence is noted when the demonstration has been told.
    yield asked(teller, 3, moment(add_months(today, -2) - timedelta(days=5)), ban.LIFT, lift(today), until="complete")
    yield asked(teller, 4, ago(20), ban.LIFT, lift(today), until="inquiry")
    yield renewed(teller, 0, ago(30), months_left=4, until="granted")
    yield renewed(teller, 1, ago(18), months_left=2, until="late")
    yield renewed(teller, 2, ago(3), months_left=5, until="nothing")
    yield declared(teller, 4, ago(12), "weapon_declaration_c", {"filed_by": "dealer"})
    yield declared(teller, 6, ago(110), "weapon_declaration_c", {"filed_by": "holder", **WITHOUT_TITLE})
    yield declared(teller, 8, ago(50), declarations.FOUND, {**inherited(today, "c"), **WITHOUT_TITLE})
    yield declared(teller, 9, ago(70), declarations.FOUND, {**inherited(today, "ab"), **WITHOUT_TITLE})
    yield asked(teller, 10, ago(45), european_pass.CODE, travelling(today), until="granted", receipt=True)
    yield asked(teller, 5, ago(6), european_pass.CODE, travelling(today), until="received", receipt=True)
    yield asked(teller, 11, ago(35), collector_card.CODE, collecting(today), until="inquiry")
    yield asked(teller, 7, ago(25), collector_card.CODE, collecting(today) | {"domicile": dossier.ELSEWHERE},
                until="elsewhere")  # fmt: skip
    yield asked(teller, 0, ago(60), trade.APPROVAL, gunsmith(today), until="granted", **shop(teller, 0))
    yield asked(teller, 0, ago(26), trade.SHOP, SHOP, until="mayor", **shop(teller, 0))
    yield asked(teller, 1, ago(90), trade.APPROVAL, gunsmith(today) | {"prison_sentence": True}, until="refused",
                **shop(teller, 1))  # fmt: skip
    yield asked(teller, 1, ago(15), trade.FAIR, fair(today, 40), until="complete", **shop(teller, 1))
    yield asked(teller, 2, ago(55), carry_permit.CODE, carrier(today), until="granted", **shop(teller, 2))
    yield asked(teller, 2, ago(8), carry_permit.CODE, carrier(today), until="received", **shop(teller, 2))
    yield sanctioned(teller, 0, ago(12))
    yield stolen(teller, 3, ago(22), "theft")
    yield stolen(teller, 11, ago(4), "loss")


def consulted(today, *names: str) -> dict[str, str]:
    return {"checks_on": (today - timedelta(days=100)).isoformat()} | dict.fromkeys(
        names or dossier.REGISTERS, "compatible"
    )


# --- surrenders and bans ------------------------------------------------------------------------------------


def surrendered(teller, rank: int, at: datetime, final: str = "") -> Story:
    """Handed over the day after the report; then the second file, as far as `final`."""
    yield at
    site, day = person(teller, rank), at.date()
    first = opened(teller, rank, at, surrender.SURRENDER, "police", site, {
        "origin_reference": "", "trigger": "threats", "danger": "others", "weapons": HUNTING_GUN,
        "facts": [f"{day:%d/%m/%Y} : menaces envers un proche, un fusil à la main, devant témoins"],
        "report_references": [f"rapport n° {day.year}/{520 + rank}"], "seized_on": None,
        "storage_place": "Commissariat de circonscription",
    })  # fmt: skip
    at = at + timedelta(hours=1)
    yield at
    step(first, "qualify", at)
    yield from decided(first, teller.cabinet, at, "surrender", "police_report", f"PV {day.year}/{8200 + rank}")
    handed_on = Case.objects.get(pk=first.pk).notified_at
    at = later(handed_on, 1)
    yield at
    entered(first, at)
    if not final:
        return
    at = later(handed_on, 275 if final == "hearing" else 90)
    yield at
    case = opened(teller, rank, at, surrender.OUTCOME, "police", site, {
        "origin_reference": first.reference, "seized_on": handed_on.date().isoformat(),
        "surrender_order": f"n° {first.reference}", "weapons": HUNTING_GUN, "report_references": [],
        "facts": ["Suivi du service : situation de l'intéressé réexaminée avant la fin de la conservation"],
        "specialist_certificate_on": None, **consulted(at.date(), "check_b2", "check_taj", "check_hopsyweb"),
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at)
    yield at
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=20),
         facts="Menaces avec arme.", contemplated_measure="Saisie définitive des armes conservées.")  # fmt: skip
    if final == "hearing":
        return
    at = later(at, 12)
    yield at
    step(case, "record_observations", at, mode="written", observations_on=at.date(),
         observations="L'intéressé demande la restitution de ses armes.")  # fmt: skip
    yield from completed(case, teller.cabinet, later(at, 10), final, f"PV {at.year}/{8600 + rank}")
    if final == "definitive_seizure":
        at = later(Case.objects.get(pk=case.pk).notified_at, 30)
        yield at
        record_appeal(
            case=Case.objects.get(pk=case.pk), kind="contentious", lodged_by=str(case.party), received_on=at.date(),
            by=case.caseworker, at=at, court_reference=f"{at:%y}0{4100 + rank}",
        )  # fmt: skip


def completed(case: Case, by, at: datetime, outcome: str, reference: str, mode: str = "police_report") -> Story:
    """Decided, once the writer has stated the facts that the draft leaves open."""
    yield at
    step(case, "draft_decision", at, outcome=outcome)
    at = at + timedelta(hours=1)
    yield at
    case.refresh_from_db()
    decision = case.decision
    facts = "les éléments recueillis depuis la remise, tels qu'ils ressortent du rapport de police et des observations"
    grounds = [written_out(ground, facts) for ground in decision.grounds]
    save_draft(case=case, by=case.caseworker, at=at, title=decision.title, visas=decision.visas, grounds=grounds,
               articles=decision.articles)  # fmt: skip
    yield at
    step(case, "submit", at)
    at = later(at, 2, hour=16)
    yield at
    step(case, "sign", at, by=by)
    at = later(at, 3, hour=11)
    yield at
    step(case, "notify", at, notified_at=at, mode=mode, reference=reference)


def written_out(ground: str, facts: str) -> str:
    before, mark, rest = ground.partition("[à compléter")
    return f"{before}{facts}{rest.partition(']')[2]}" if mark else ground


def banned(teller, rank: int, at: datetime, conviction: bool) -> Story:
    """Noted after a conviction; or contemplated for the behaviour, and the person is being heard."""
    yield at
    answers = {
        "origin_reference": "", "report_references": [], "checks_on": at.date().isoformat(), "check_taj": "discuss",
        "check_finiada": "compatible", "finiada_entered_on": None,
        **({"grounds": [ban.CONVICTION], "facts": [], "check_b2": "incompatible"} if conviction else
           {"grounds": [ban.BEHAVIOUR], "facts": [f"{at:%d/%m/%Y} : exhibition d'une arme devant une école"],
            "check_b2": "compatible"}),
    }  # fmt: skip
    case = opened(teller, rank, at, ban.BAN, "police", person(teller, rank), answers)
    at = later(at, 1)
    yield at
    step(case, "qualify", at)
    if conviction:
        yield from decided(case, teller.cabinet, later(at, 1), "entry", "police_report", f"PV {at.year}/{8800 + rank}")
        return
    yield at
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=20),
         facts="Exhibition d'une arme.", contemplated_measure="Interdiction de détenir des armes.")  # fmt: skip


# --- requests -----------------------------------------------------------------------------------------------


def asked(
    teller, rank: int, at: datetime, code: str, answers: dict[str, Any], *, until: str, receipt: bool = False,
    **site: Any,
) -> Story:  # fmt: skip
    """A request until it is received, complete, inquired into, put to the mayor, granted, refused or redirected."""
    yield at
    case = opened(teller, rank, at, code, "online", site or person(teller, rank), answers)
    if until == "elsewhere":
        at = later(at, 2)
        yield at
        step(case, "redirect", at, to="", reason="")
        return
    at = later(at, 1)
    yield at
    if receipt:
        step(case, "issue_receipt", at, by=teller.head)
    else:
        step(case, "acknowledge", at)
    if until == "received":
        return
    if receipt:
        yield at
        step(case, "receive_pieces", at, pieces=list(case.pieces.values_list("code", flat=True)), received_on=at.date())
    else:
        yield at
        complete(case, at)
    at = later(at, 2)
    if until in {"inquiry", "mayor"}:
        yield at
        mayor = until == "mayor"
        step(case, "request_opinion", at, opinion="town_hall" if mayor else "police_inquiry",
             organisation=teller.mairies[case.commune_id] if mayor else teller.police)  # fmt: skip
    if until == "granted":
        yield from decided(case, teller.head, later(at, 12), "grant", "registered_post", f"1A 206 {rank}81 5520 4")
    if until == "refused":
        yield from completed(case, teller.cabinet, later(at, 20), "refusal", "Remise au guichet", "by_hand")


def renewed(teller, rank: int, at: datetime, *, months_left: int, until: str) -> Story:
    """A title of nearly five years ago: renewed in time, asked late and heard, or forgotten by its holder."""
    yield at
    site = person(teller, rank)
    ends_on = add_months(at.date(), months_left)
    issued_on = add_months(ends_on, -60)
    party = site["party"]
    permit = Permit.objects.create(
        number=f"ARB-{issued_on.year}-{9400 + rank}", procedure_code=authorisation.CODE,
        label="Autorisation d'acquisition et de détention d'armes de catégorie B",
        holder=f"{party['first_name']} {party['last_name']}", unit_id=dossier.UNIT, commune=site["commune"],
        place_label="", issued_on=issued_on, valid_from=issued_on, expires_on=ends_on, renew_by=add_months(ends_on, -3),
    )  # fmt: skip
    if until == "nothing":
        return
    case = opened(teller, rank, at, authorisation.RENEWAL, "online", site, {
        "domicile": "here", "motive": "sport", "weapons": ["B, pistolet semi-automatique, calibre 9 × 19"],
        "weapon_count_b": 1, "weapons_held_b": 1, "sia_account_id": f"SIA-{4300 + rank}",
        "licence_no": f"FFT-{80300 + rank}", "licence_expires_on": add_months(at.date(), 14).isoformat(),
        "club": "Cercle de tir des Tilleuls", "safe_type": "safe", **consulted(at.date()),
    }, renews=permit)  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    yield at
    complete(case, at)
    at = later(at, 2)
    yield at
    if until == "late":
        step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=20),
             facts="Demande de renouvellement tardive.", contemplated_measure="Refus et dessaisissement.")  # fmt: skip
        return
    step(case, "request_opinion", at, opinion="police_inquiry", organisation=teller.police)
    at = later(at, 8)
    yield at
    step(case, "record_opinion", at, consultation=case.consultations.get(), opinion="favourable",
         answered_on=at.date(), answered_by="Le chef de service", comment="")  # fmt: skip
    yield from decided(case, teller.head, later(at, 2), "grant", "registered_post", f"1A 204 {rank}79 4410 8")


def lift(today) -> dict[str, Any]:
    return {
        "origin_reference": "", "domicile": "here", "ground": ban.BEHAVIOUR, "certificate_on": None,
        "ban_order": f"arrêté du {today - timedelta(days=900):%d/%m/%Y}",
        "reasons": ["Situation familiale apaisée, suivi achevé"],
        **consulted(today, "check_b2", "check_taj", "check_hopsyweb"),
    }  # fmt: skip


def travelling(today) -> dict[str, Any]:
    return {
        "domicile": "here", "sia_account_id": "SIA-4410", "weapons": HUNTING_GUN, "authorised_months": None,
        **consulted(today, "check_finiada"),
    }  # fmt: skip


def collecting(today) -> dict[str, Any]:
    return {
        "domicile": "here", "birth_on": "1968-04-17", "sia_account_id": "SIA-4420",
        "weapons": ["C, fusil réglementaire de 1916", "C, mousqueton de 1892"], "storage_address": "3 rue des Tilleuls",
        "certificate_on": (today - timedelta(days=50)).isoformat(), "psychiatric_follow_up": False,
        "association": "Amis des armes anciennes de la Marne", "hunting_or_shooting": False,
        "active_ammunition": False, **consulted(today),
    }  # fmt: skip


# --- declarations -------------------------------------------------------------------------------------------

WITHOUT_TITLE = {"title_held": declarations.WAITING, "title_expires_on": None}


def inherited(today, category: str) -> dict[str, Any]:
    return {
        "obtained": "inherited", "category": category, "obtained_on": (today - timedelta(days=130)).isoformat(),
    }  # fmt: skip


def declared(teller, rank: int, at: datetime, code: str, answers: dict[str, Any]) -> Story:
    """Receipted; what is still owed is awaited, unless a title made it whole."""
    yield at
    weapons = ["B, revolver, calibre .38"] if answers.get("category") == declarations.A_OR_B else HUNTING_GUN
    case = opened(teller, rank, at, code, "online", person(teller, rank), {
        "domicile": "here", "sia_account_id": f"SIA-{4500 + rank}", "weapons": weapons,
        "title_held": declarations.HUNTING, "title_expires_on": add_months(at.date(), 12).isoformat(),
        "certificate_on": None, **consulted(at.date(), "check_b2", "check_taj", "check_finiada"), **answers,
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "issue_receipt", at, by=teller.head)
    if answers.get("title_held") == declarations.WAITING:
        return
    at = later(at, 3)
    yield at
    step(case, "close_after_event", at, text="Permis de chasser vérifié, fichiers consultés.")


def stolen(teller, rank: int, at: datetime, event: str) -> Story:
    yield at
    day = (at.date() - timedelta(days=2)).isoformat()
    case = opened(teller, rank, at, "weapon_theft_loss_report", "police", person(teller, rank), {
        "origin_reference": "", "event": event, "weapons": HUNTING_GUN, "category": "c", "noticed_on": day,
        "declared_on": day, "police_reference": f"PV {at.year}/{9100 + rank}", "found_on": None,
    })  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "acknowledge", at)
    yield at
    step(case, "register_act", at)
    if event == "theft":
        at = later(at, 2)
        yield at
        step(case, "close_registered", at, text="Vol porté au SIA par le détenteur.")


# --- trade --------------------------------------------------------------------------------------------------

SHOP = {
    "trade_name": SHOPS[0][0], "company_number": "732829320", "activity": "Vente et réparation d'armes de chasse",
    "categories": ["c", "d"], "approval": "delivered", "approval_number": "agrément du bureau",
    "protection_sufficient": False, "location_risk": "",
}  # fmt: skip


def shop(teller, rank: int) -> dict[str, Any]:
    name, representative = SHOPS[rank]
    commune = teller.communes[(rank * 13 + 3) % len(teller.communes)]
    street = f"{11 + rank} avenue des Peupliers"
    return {
        "commune": commune,
        "party": {
            "kind": "company", "last_name": name, "representative": representative,
            "email": f"armurerie{rank}@exemple.invalid",
            "address": f"{street}\n{commune.postal_codes[0]} {commune.name}",
        },
        "place": {"name": name, "address": street},
    }  # fmt: skip


def sanctioned(teller, rank: int, at: datetime) -> Story:
    """A control found the shop badly protected: its operator is being heard, under a title of some years ago."""
    yield at
    site = shop(teller, rank + 1)
    issued_on = add_months(at.date(), -30)
    permit = Permit.objects.create(
        number=f"ACA-{issued_on.year}-{9500 + rank}", procedure_code=trade.SHOP, unit_id=dossier.UNIT,
        label="Autorisation d'ouverture d'un commerce de détail d'armes", holder=site["party"]["last_name"],
        commune=site["commune"], place_label=site["place"]["address"], issued_on=issued_on, valid_from=issued_on,
    )  # fmt: skip
    case = opened(teller, rank, at, trade_sanction.CODE, "police", site, {
        "controlled_on": at.date().isoformat(), "breaches": ["protection", "record_book"],
        "facts": [f"{at:%d/%m/%Y} : armoire ouverte et livre de police non tenu depuis deux mois"],
        "report_references": [f"rapport n° {at.year}/{660 + rank}"], "duration_days": 30,
    }, renews=permit)  # fmt: skip
    at = later(at, 1)
    yield at
    step(case, "qualify", at)
    yield at
    step(case, "invite_to_hearing", at, sent_on=at.date(), deadline_on=at.date() + timedelta(days=15),
         facts="Armes mal protégées.", contemplated_measure="Suspension de l'autorisation.")  # fmt: skip


def gunsmith(today) -> dict[str, Any]:
    return {
        "operator": "company", "birth_on": "1979-09-02", "competence": "cqp", "categories": ["c", "d"],
        "birth_certificate_on": (today - timedelta(days=120)).isoformat(), "prison_sentence": False, **consulted(today),
    }  # fmt: skip


def fair(today, ahead: int) -> dict[str, Any]:
    """Asked too late for the lead time of the bureau."""
    opens = moment(today + timedelta(days=ahead), 9)
    return {
        "event_name": "Bourse aux armes des Coteaux", "starts_at": opens.isoformat(),
        "ends_at": (opens + timedelta(hours=9)).isoformat(), "categories": ["c", "d"],
        "sellers": ["Armurerie du Belvédère, autorisation de 2019", "Collections Marnaises, autorisation spéciale"],
        "sellers_checked": False, "protection": "Vitrines closes, agents de sécurité à chaque issue",
    }  # fmt: skip


def carrier(today) -> dict[str, Any]:
    return {
        "domicile": "here", "carrier": "Romaric Duteil", "birth_on": "1988-11-23",
        "professional_card": "CAR-094-2029-0417", "card_expires_on": add_months(today, 30).isoformat(),
        "certificate_on": (today - timedelta(days=70)).isoformat(), "medically_fit": True, **consulted(today),
    }  # fmt: skip
