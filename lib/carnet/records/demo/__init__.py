"""The demo hospital: a fictitious French oncology hospital, drawn from a seed."""

from carnet.records.demo.build import build_demo

__all__ = ["build_demo"]
