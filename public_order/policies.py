"""Who may enter the pages of the bureau of public order."""

from directorate.casework.service_policies import deciders, heads, readers, workers

UNIT = "ordre-public"

reads_public_order = readers(UNIT, "Le bureau de l'ordre public, le directeur et le cabinet")
works_in_public_order = workers(UNIT, "Les agents du bureau de l'ordre public et le directeur")
heads_public_order = heads(UNIT, "Le chef du bureau de l'ordre public, son adjoint et le directeur")
decides_for_public_order = deciders("Le directeur, le directeur de cabinet et le préfet")
