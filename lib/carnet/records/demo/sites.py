"""Tumour sites of the demo hospital: who gets them, where they sit, how far they have gone, how patients fare.

Proportions follow the order of magnitude of the French incidence published by INCa, Santé publique France and Francim;
net survival at five years follows the order of magnitude of the Francim and SEER summaries by stage. They make the demo
plausible and nothing more: no figure drawn from it describes any population.
"""

from carnet.records.demo.site import Site
from carnet.records.demo.sites_frequent import FREQUENT
from carnet.records.demo.sites_other import OTHER

SITES: tuple[Site, ...] = FREQUENT + OTHER
INDEX = {site.key: position for position, site in enumerate(SITES)}
