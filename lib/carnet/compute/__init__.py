"""Engines and devices: the only floor that knows what hardware is there."""

from carnet.compute.engine import ENGINES, Engine, EngineReport, Fallback, open_engine
from carnet.compute.frames import frame, to_arrow
from carnet.compute.sorting import sorted_table

__all__ = ["ENGINES", "Engine", "EngineReport", "Fallback", "frame", "open_engine", "sorted_table", "to_arrow"]
