"""Notes, spans and the French clinical pipeline."""
