"""Pure functions: results in, plotly figures out."""
