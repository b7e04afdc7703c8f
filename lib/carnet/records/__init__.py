"""The OMOP warehouse, its importers and the demo hospital."""

from carnet.records.provenance import Provenance
from carnet.records.schema import TABLES, Column, Table
from carnet.records.summary import WarehouseSummary
from carnet.records.warehouse import Warehouse
from carnet.records.writer import WarehouseWriter

__all__ = ["TABLES", "Column", "Provenance", "Table", "Warehouse", "WarehouseSummary", "WarehouseWriter"]
