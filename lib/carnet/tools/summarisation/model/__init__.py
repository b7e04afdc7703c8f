"""Summaries by a language model: every sentence held against the passages that it quotes."""
