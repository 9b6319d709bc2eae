"""A communication plan of twenty campaigns and a dozen labels."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.org.queries import in_post
from directorate.territory.models import Commune
from road_safety.campaigns import operations
from road_safety.campaigns.models import Campaign, CampaignMove, CampaignPartner, LabelAward
from road_safety.campaigns.policies import validates_campaigns
from road_safety.campaigns.queries import markers_of
from road_safety.education.stories import head_of_bureau

DAY = timedelta(days=1)
# title, kind, enjeu, channels, partner, kind of the partner, days from today, state, budget, reach
PLANNED = (
    ("Soirées sans accident", "local", "alcohol_drugs", "social poster", "Cap Prudence", "association", -300,
     "published", 1_800, 24_000),
    ("Angles morts : gardez vos distances", "poster", "hgv_angles", "poster site", "Transports Valmy", "company", -260,
     "published", 2_400, 40_000),
    ("Casque attaché, vie protégée", "social_media", "powered_2w", "social", "Motards Solidaires du Fleuve",
     "association", -230, "published", 600, 18_500),
    ("Bilan des contrôles de printemps", "press_release", "speed", "press site", "Le Courrier du Fleuve", "media",
     -200, "published", None, 60_000),
    ("Le téléphone attendra", "national_relay", "distraction", "social sign", "Cap Prudence", "association", -170,
     "published", 0, 95_000),
    ("Savoir rouler à vélo", "event", "bike_epdm", "field press", "Roue Libre", "association", -140, "published",
     3_200, 1_900),
    ("Trottinettes : les règles", "social_media", "bike_epdm", "social", "Roue Libre", "association", -120,
     "published", 450, 33_000),
    ("Seniors : rester mobile", "local", "senior", "press field", "Les Gilets Clairs", "association", -95, "published",
     1_100, 4_200),
    ("Vitesse : la voix des victimes", "radio", "speed", "radio", "Radio des Deux Rives", "media", -70, "published",
     4_500, 120_000),
    ("Village de la sécurité routière", "event", "young", "field social", "Cap Prudence", "association", -40,
     "published", 5_200, 2_600),
    ("Contrôles de nuit avec la presse", "control_press", "alcohol_drugs", "press", "Le Courrier du Fleuve", "media",
     -12, "validated", None, None),
    ("Deux-roues : la belle saison", "national_relay", "powered_2w", "social site", "Motards Solidaires du Fleuve",
     "association", 15, "validated", 900, None),
    ("Passages piétons", "poster", "pedestrian", "poster", "Les Gilets Clairs", "association", 35, "to_validate", 1_600,
     None),
    ("Flottes responsables", "local", "work_trips", "field", "Logistique des Quais", "company", 60, "to_validate", 700,
     None),
    ("Protoxyde d'azote au volant", "social_media", "alcohol_drugs", "social", "Cap Prudence", "association", 80,
     "draft", 1_200, None),
    ("Enfants bien attachés", "local", "young", "press field", "Les Gilets Clairs", "association", 100, "draft", None,
     None),
)  # fmt: skip
LABELS = (
    ("ville_prudente", 3, -900, 200), ("ville_prudente", 2, -700, 60), ("ville_prudente", 4, -400, 700),
    ("ville_prudente", 1, -1_200, -80), ("village_prevention", None, -300, None), ("charte_sam", None, -500, 120),
)  # fmt: skip
HOLDERS = (
    ("employeur_engage", "Transports Valmy", "company"), ("employeur_engage", "Logistique des Quais", "company"),
    ("auto_ecole", "École de conduite du Clos", "company"), ("auto_ecole", "Conduite des Deux Rives", "company"),
    ("charte_sam", "Association étudiante des Berges", "association"), ("autre", "Roue Libre", "association"),
)  # fmt: skip


def tell(at: datetime) -> None:
    by, on = head_of_bureau(at), paris_day(at)
    cabinet = next((person for person in in_post(on) if validates_campaigns(person, on=on)), None)
    if by is None or cabinet is None:
        return
    campaigns(by, cabinet, at)
    played(by, cabinet, at)
    labels(on)


def campaigns(by: StaffMember, cabinet: StaffMember, at: datetime) -> None:
    on, rows, partners = paris_day(at), [], []
    for title, kind, theme, channels, partner, partner_kind, days, state, budget, reach in PLANNED:
        first = on + days * DAY
        is_validated = state in ("validated", "published")
        rows.append(
            Campaign(
                title=title, kind=kind, theme=theme, channels=channels.split(), starts_on=first,
                ends_on=first + 9 * DAY,
                budget=None if budget is None else Decimal(budget), reach=reach, state=state, year=first.year,
                message=f"{title}. Ensemble, partageons la route.",
                validated_on=first - 20 * DAY if is_validated else None, validated_by=cabinet if is_validated else None,
                published_on=first if state == "published" else None,
            )
        )  # fmt: skip
        partners.append((partner, partner_kind))
    rows = Campaign.objects.bulk_create(rows)
    CampaignPartner.objects.bulk_create(
        CampaignPartner(campaign=row, name=name, kind=kind, contribution="Relais et bénévoles")
        for row, (name, kind) in zip(rows, partners, strict=True)
    )
    CampaignMove.objects.bulk_create(
        CampaignMove(campaign=row, state=row.state, words=row.get_state_display(), at=at - 2 * DAY, by=by)
        for row in rows
    )


def played(by: StaffMember, cabinet: StaffMember, at: datetime) -> None:
    """Four markers of the year through the real operations."""
    year = paris_day(at).year
    told = {marker.code: (first, last) for marker, first, last in markers_of(year)}
    for rank, code in enumerate(code for code in ("winter_time", "remembrance", "mobility_week", "year_end")
                                if code in told):  # fmt: skip
        row = operations.take_marker(code=code, year=year, by=by, at=at)
        first, last = told[code]
        row = operations.save_campaign(campaign=row, title=row.title, kind=row.kind, theme=row.theme, starts_on=first,
                                       ends_on=last, channels=["social", "site"], budget=Decimal(400),
                                       message="Le message national, avec les chiffres du département.", by=by,
                                       at=at)  # fmt: skip
        if rank < 3:
            row = operations.submit(campaign=row, by=by, at=at)
        if rank == 0:
            operations.validate(campaign=row, by=cabinet, at=at)
        if rank == 1:
            operations.send_back(campaign=row, reason="Ajouter la cérémonie du souvenir", by=cabinet, at=at)


def labels(on: date) -> None:
    towns = list(Commune.objects.defer("contour").order_by("-population", "pk")[: len(LABELS)])
    rows = [
        LabelAward(label=label, holder=f"Commune de {town.name}", holder_kind="town", commune=town, level=level,
                   awarded_on=on + first * DAY, expires_on=None if last is None else on + last * DAY,
                   jury="Jury départemental", follow_up="Point annuel avec le référent de la commune.")
        for (label, level, first, last), town in zip(LABELS, towns, strict=False)
    ]  # fmt: skip
    rows += [
        LabelAward(label=label, holder=holder, holder_kind=kind, awarded_on=on - (150 + 70 * rank) * DAY,
                   expires_on=on + (100 + 90 * rank) * DAY)
        for rank, (label, holder, kind) in enumerate(HOLDERS)
    ]  # fmt: skip
    LabelAward.objects.bulk_create(rows)
