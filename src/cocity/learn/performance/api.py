"""How promises are kept, for everyone else."""

from cocity.learn.performance.asking import Asked, asked, months
from cocity.learn.performance.catalogue import Indicator, Thresholds, indicators, thresholds
from cocity.learn.performance.contracts import EVERYTHING, Figure, Filters, Part, Period
from cocity.learn.performance.drawn import about_samples, sample_document
from cocity.learn.performance.export import as_csv, as_json, as_rows
from cocity.learn.performance.figures import comparable
from cocity.learn.performance.publish import about, csv_lines, document, json_pieces
from cocity.learn.performance.queries import GROUPINGS, figures, series, table
from cocity.learn.performance.sampled import QUESTIONS as SAMPLE_QUESTIONS
from cocity.learn.performance.sampled import sampled
from cocity.learn.performance.store import Standing, standing
from cocity.learn.performance.store import catch_up as update
from cocity.learn.performance.store import make_anew as rebuild

__all__ = [
    "EVERYTHING",
    "GROUPINGS",
    "SAMPLE_QUESTIONS",
    "Asked",
    "Figure",
    "Filters",
    "Indicator",
    "Part",
    "Period",
    "Standing",
    "Thresholds",
    "about",
    "about_samples",
    "as_csv",
    "as_json",
    "as_rows",
    "asked",
    "comparable",
    "csv_lines",
    "document",
    "figures",
    "indicators",
    "json_pieces",
    "months",
    "rebuild",
    "sample_document",
    "sampled",
    "series",
    "standing",
    "table",
    "thresholds",
    "update",
]
