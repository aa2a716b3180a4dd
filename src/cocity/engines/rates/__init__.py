"""Rates with their uncertainty: intervals, small units drawn towards the whole, weights for those who did not answer."""

from cocity.engines.rates.answers import Cell, hidden, weighted_mean
from cocity.engines.rates.beta import beta_cdf, beta_quantile
from cocity.engines.rates.intervals import Interval, difference, mean_interval, normal_quantile, wilson
from cocity.engines.rates.shrinkage import Prior, prior_of, shrunk

__all__ = [
    "Cell",
    "Interval",
    "Prior",
    "beta_cdf",
    "beta_quantile",
    "difference",
    "hidden",
    "mean_interval",
    "normal_quantile",
    "prior_of",
    "shrunk",
    "weighted_mean",
    "wilson",
]
