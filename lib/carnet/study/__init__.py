"""What a researcher types: a hospital, its cohorts, and results that show themselves."""
