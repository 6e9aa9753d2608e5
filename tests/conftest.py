"""Hypothesis profiles: `ci` repeats the same examples on every run, `explore` (the default) finds new ones.

No profile has a deadline, nor the health check of slow generation: both judge the machine's load of the
moment, not the code, and exact arithmetic takes milliseconds for one example and a second for the next. A
failing example is printed as a blob that `@reproduce_failure` replays anywhere.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("explore", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("explore"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "explore")
