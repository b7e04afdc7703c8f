"""Survival kernels: the same code on NumPy and CuPy; days counted, continuous times sorted once."""

from carnet.cohorts.survival.competing import CumulativeIncidence, aalen_johansen
from carnet.cohorts.survival.concordance import Concordance, concordance
from carnet.cohorts.survival.cox import ChiSquared, Cox, cox
from carnet.cohorts.survival.kaplan_meier import Estimate, KaplanMeier, kaplan_meier
from carnet.cohorts.survival.logrank import LogRank, Pair, logrank, natural_key, pairwise_logrank
from carnet.cohorts.survival.nelson_aalen import NelsonAalen, nelson_aalen
from carnet.cohorts.survival.rmst import Rmst, RmstComparison, rmst, rmst_difference

__all__ = [
    "ChiSquared",
    "Concordance",
    "Cox",
    "CumulativeIncidence",
    "Estimate",
    "KaplanMeier",
    "LogRank",
    "NelsonAalen",
    "Pair",
    "Rmst",
    "RmstComparison",
    "aalen_johansen",
    "concordance",
    "cox",
    "kaplan_meier",
    "logrank",
    "natural_key",
    "nelson_aalen",
    "pairwise_logrank",
    "rmst",
    "rmst_difference",
]
