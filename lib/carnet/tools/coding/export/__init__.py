"""A decided stay as others read it: the RUM as a table, a FHIR claim."""
