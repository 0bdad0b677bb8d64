"""The register: districts, schools, the stages they serve, enrolment and staff."""
