"""Pure functions: results in, plotly figures out."""

from carnet.figures.attrition import attrition_chart
from carnet.figures.curves import figure_rows
from carnet.figures.forest import forest_plot
from carnet.figures.paper import for_print
from carnet.figures.survival import survival_curves
from carnet.figures.words import alt_text

__all__ = ["alt_text", "attrition_chart", "figure_rows", "for_print", "forest_plot", "survival_curves"]
