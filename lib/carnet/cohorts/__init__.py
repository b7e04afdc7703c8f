"""Definition, attrition, description, survival and comparison of cohorts."""
