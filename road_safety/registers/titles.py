"""The titles of other bureaux that the registers of the road follow."""

STAGE_CENTRES = ("road_safety_course_centre_approval", "road_safety_course_centre_renewal")
# Titles of the professions of the road, whichever bureau gives them.
LINKED = (
    *STAGE_CENTRES, "driving_school_approval", "driving_school_renewal", "instructor_centre_approval",
    "vehicle_pound_keeper_approval", "alcohol_lock_installer_approval", "licence_doctor_approval",
)  # fmt: skip
# Those that have a place to visit.
INSPECTED = tuple(code for code in LINKED if code != "licence_doctor_approval")
