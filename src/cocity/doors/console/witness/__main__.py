"""`python -m cocity.doors.console.witness`."""

import sys

from cocity.doors.console.witness.program import main

sys.exit(main(sys.argv[1:]))
