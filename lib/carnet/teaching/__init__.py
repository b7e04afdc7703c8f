"""Items, official scoring, attempts and exchange formats."""
