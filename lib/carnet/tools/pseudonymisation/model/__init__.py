"""A compact token tagger of ours, for the identifiers that rules cannot see: NumPy at run time, torch to train it."""

from carnet.tools.pseudonymisation.model.network import Model, load

__all__ = ["Model", "load"]
