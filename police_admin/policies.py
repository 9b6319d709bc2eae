"""Who may enter the pages of this bureau."""

from directorate.casework.service_policies import readers

UNIT = "polices-administratives"

reads_the_files_of_the_bureau = readers(UNIT, "Le bureau des polices administratives, le directeur et le cabinet")
