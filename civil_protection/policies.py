"""Who may enter the pages of civil protection."""

from directorate.casework.service_policies import deciders, heads, readers, workers

UNIT = "protection-civile"

reads_civil_protection = readers(UNIT, "Le service de défense et de protection civile, le directeur et le cabinet")
works_in_civil_protection = workers(UNIT, "Les agents du service de défense et de protection civile et le directeur")
heads_civil_protection = heads(
    UNIT, "Le chef du service de défense et de protection civile, son adjoint et le directeur"
)
decides_for_civil_protection = deciders("Le directeur, le directeur de cabinet et le préfet")
