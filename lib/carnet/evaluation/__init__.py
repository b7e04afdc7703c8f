"""Metrics, corpus readers, reports."""
