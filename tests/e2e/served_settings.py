"""The portal's own settings, but for the folder of collected static files: a test run leaves none behind."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403 # everything else is as in production

STATIC_ROOT = Path(os.environ["STATIC_ROOT"])
