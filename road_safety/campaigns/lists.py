"""The lists of the campaigns and of the labels."""

from road_safety.campaigns import queries, tables
from road_safety.campaigns.filters import CampaignFilter, LabelFilter
from road_safety.education.lists import declared

CAMPAIGNS = declared("road-campaigns", "Campagnes", queries.campaigns, tables.campaign_table, CampaignFilter,
                     "campagnes")  # fmt: skip
LABELS = declared("road-labels", "Labels et chartes", queries.labels, tables.label_table, LabelFilter,
                  "labels-et-chartes")  # fmt: skip
