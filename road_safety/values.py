"""The dated values of road safety: one line for each subject."""

from road_safety.accidents.values import VALUES as ACCIDENTS
from road_safety.bureau.values import VALUES as BUREAU
from road_safety.campaigns.values import VALUES as CAMPAIGNS
from road_safety.cdsr.values import VALUES as CDSR
from road_safety.education.values import VALUES as EDUCATION
from road_safety.equipment.terms import VALUES as EQUIPMENT
from road_safety.impound.values import VALUES as IMPOUND
from road_safety.registers.values import VALUES as REGISTERS
from road_safety.strategy.terms import VALUES as STRATEGY
from road_safety.volunteers.terms import VALUES as VOLUNTEERS

VALUES = (
    *ACCIDENTS,
    *CDSR,
    *BUREAU,
    *CAMPAIGNS,
    *EDUCATION,
    *EQUIPMENT,
    *IMPOUND,
    *REGISTERS,
    *STRATEGY,
    *VOLUNTEERS,
)
