"""Fictitious French hospital letters with their exact gold spans, to train and to test the model on."""

from carnet.tools.pseudonymisation.model.letters.letter import Gold, Letter, write_letter, write_letters

__all__ = ["Gold", "Letter", "write_letter", "write_letters"]
