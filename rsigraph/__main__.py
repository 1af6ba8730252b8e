"""Run the command line with `python -m rsigraph`."""

import sys

from rsigraph.cli import main

sys.exit(main())
