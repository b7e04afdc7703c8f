"""Teaching: items, official scoring, the publication gate, attempts, references, exchange formats."""
