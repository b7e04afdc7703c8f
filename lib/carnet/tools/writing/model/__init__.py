"""The writer's way with a language model: schema-bound questions, each claim held against the case, then the gate."""

from carnet.tools.writing.model.case import SafeCase, Told, safe_case
from carnet.tools.writing.model.writer import Drafted, ModelWriter

__all__ = ["Drafted", "ModelWriter", "SafeCase", "Told", "safe_case"]
