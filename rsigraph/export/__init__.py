"""Forms that loops and graphs can be given out in, one module a form."""

from rsigraph.export.exporters import EXPORTERS, Exporter
from rsigraph.export.frames import to_arrow, to_pandas, to_polars
from rsigraph.export.html import to_html
from rsigraph.export.records import to_record, to_records
from rsigraph.export.story import to_story

__all__ = [
    "EXPORTERS",
    "Exporter",
    "to_arrow",
    "to_html",
    "to_pandas",
    "to_polars",
    "to_record",
    "to_records",
    "to_story",
]
