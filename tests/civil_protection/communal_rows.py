"""One row behind each address of the communal plans, of natural disasters and of public information."""

from datetime import date, datetime, timedelta

from civil_protection.communal import operations as communal
from civil_protection.communal.models import CommunalEvent, IntercommunalPlan, Shelter
from civil_protection.profiles.operations import record_profile
from civil_protection.public_information import operations as information
from civil_protection.public_information.models import BuyerInformationOrder, Campaign, DisasterRequest
from directorate.documents.operations import render_files
from tests.people import House


def prepared(house: House, at: datetime) -> None:
    """A commune that owes a plan and asks for a recognition."""
    by, town, day = {"by": house.director, "at": at}, house.creteil, date(2026, 6, 1)
    record_profile(commune=town, flood_territory=True, source="Arrêté", checked_on=day, **by)
    letters = [communal.prepare_notice(commune=town, **by)]
    communal.note(commune=town, kind="adopted", happened_on=date(2025, 6, 2), **by)
    communal.record_shelter(
        commune=town, name="Gymnase", address="1 rue du Stade", beds=80, meals=100, accessible=True, generator=False,
        out_of_flood=True, checked_on=day, **by,
    )  # fmt: skip
    communal.record_intercommunal(name="Métropole", **by)
    row = information.record_request(
        commune=town, phenomenon="flood", began_at=at - timedelta(days=60), ended_at=at - timedelta(days=58), goods=4,
        insured=True, channel="online", filed_on=day, **by,
    )  # fmt: skip
    information.declare_complete(request=row, completed_on=day, goods=4, insured=True, **by)
    letters.append(information.transmit(request=row, transmitted_on=day, **by).transmission)
    information.record_risks(commune=town, degrees={"clay": 2}, source="Carte", checked_on=day, **by)
    letters.append(information.draw_up_list(year=2026, **by).order)
    information.record_buyer_order(commune=town, number="2026/00100", ordered_on=day, risks=["clay"], **by)
    information.record_campaign(theme="flood", name="Repères", starts_on=day, ends_on=day, audience="Tous", **by)
    for letter in letters:
        render_files(letter_id=letter.pk, at=at)


def communal_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    request = DisasterRequest.objects.get().pk
    return {
        "plans-communaux/": {"insee": "94028", "kind": "pdf", "verb": "fait"},
        "plans-communaux/couverture/": {"kind": "ods"},
        "plans-communaux/intercommunaux/": {"pk": IntercommunalPlan.objects.get().pk},
        "plans-communaux/faits/": {"pk": CommunalEvent.objects.get().pk},
        "plans-communaux/hebergement/": {"pk": Shelter.objects.get().pk},
        "profils-de-risques/": {"insee": "94028"},
        "catnat/": {"pk": request, "verb": "recours", "which": "transmission", "kind": "pdf"},
        "information-preventive/listes/": {"year": 2026, "kind": "pdf"},
        "information-preventive/matrice/": {"insee": "94028"},
        "information-preventive/ial/": {"pk": BuyerInformationOrder.objects.get().pk},
        "information-preventive/campagnes/": {"pk": Campaign.objects.get().pk},
        "api/v1/^communal-plans/": {"insee": "94028"},
        "api/v1/^disaster-requests/": {"pk": request},
    }
