"""Forms that loops can be given out in, one module a form."""

from rsigraph.export.records import to_record
from rsigraph.export.story import to_story

__all__ = ["to_record", "to_story"]
