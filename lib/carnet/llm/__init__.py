"""Chat models, structured generation and grounding."""
