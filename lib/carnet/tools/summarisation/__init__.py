"""Summaries whose every sentence points at its source. `carnet.tools.summarise()` answers the tool."""
