"""Engines and devices: the only floor that knows what hardware is there."""

from carnet.compute.engine import ENGINES, Engine, EngineReport, Fallback, open_engine
from carnet.compute.frames import frame, sorted_table, to_arrow

__all__ = ["ENGINES", "Engine", "EngineReport", "Fallback", "frame", "open_engine", "sorted_table", "to_arrow"]
