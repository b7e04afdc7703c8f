"""Notes of the demo hospital, in French, with the exact spans of what they say."""
