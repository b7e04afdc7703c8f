"""The OMOP warehouse, its importers and the demo hospital."""
