"""Metrics, corpus readers and reports."""
