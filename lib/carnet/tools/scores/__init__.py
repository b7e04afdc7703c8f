"""Clinical scores: verified functions on measures that carry their unit; each result names its source."""
