"""Who may enter the pages of the bureau of road safety."""

from directorate.casework.service_policies import deciders, heads, readers, workers

UNIT = "securite-routiere"

reads_road_safety = readers(UNIT, "Le bureau de la sécurité routière, le directeur et le cabinet")
works_in_road_safety = workers(UNIT, "Les agents du bureau de la sécurité routière et le directeur")
heads_road_safety = heads(UNIT, "Le chef du bureau de la sécurité routière, son adjoint et le directeur")
decides_for_road_safety = deciders("Le directeur, le directeur de cabinet et le préfet")
