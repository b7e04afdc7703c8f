"""Surrogates: what stands in for each kind of identifier, drawn with the site's key."""
