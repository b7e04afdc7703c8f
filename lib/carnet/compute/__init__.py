"""Engines and devices: the only floor that knows what hardware is there."""
