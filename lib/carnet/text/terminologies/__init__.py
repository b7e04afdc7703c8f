"""The nomenclatures of the PMSI: the CIM-10, what a site adds to it, and the search of a code by words."""
