"""Oncology records from text: facts with assertion, date and evidence. `carnet.tools.structure()` answers the tool."""
