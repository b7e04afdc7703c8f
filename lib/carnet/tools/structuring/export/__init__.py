"""Facts in the forms that others read: an OMOP warehouse, OSIRIS, FHIR, a table for a cohort."""
