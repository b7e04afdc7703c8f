"""Past coded stays, the notes beside the codes of a human coder: from files in known shapes, and from a warehouse."""

from carnet.text.coded_stays.files import read_coded_stays
from carnet.text.coded_stays.record import CodedRecord, SetAside, SetAsides
from carnet.text.coded_stays.warehouse import stays_of_warehouse

__all__ = ["CodedRecord", "SetAside", "SetAsides", "read_coded_stays", "stays_of_warehouse"]
