"""Forms that loops can be given out in, one module a form."""

from rsigraph.export.frames import to_arrow, to_pandas, to_polars
from rsigraph.export.records import to_record
from rsigraph.export.story import to_story

__all__ = ["to_arrow", "to_pandas", "to_polars", "to_record", "to_story"]
