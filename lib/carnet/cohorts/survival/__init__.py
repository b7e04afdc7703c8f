"""Survival kernels: the same code on NumPy and CuPy; days counted, continuous times sorted once."""

from carnet.cohorts.survival.cox import ChiSquared, Cox, cox
from carnet.cohorts.survival.kaplan_meier import Estimate, KaplanMeier, kaplan_meier
from carnet.cohorts.survival.logrank import LogRank, Pair, logrank, pairwise_logrank

__all__ = ["ChiSquared", "Cox", "cox", "Estimate", "KaplanMeier", "LogRank", "Pair", "kaplan_meier", "logrank", "pairwise_logrank"]
