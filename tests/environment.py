"""Environment of the test run, set before Django reads its settings; loaded by pytest as a plugin."""

import os
import tempfile

os.environ["SECRET_KEY"] = "only-for-tests-" + "0" * 40
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["LOG_LEVEL"] = "CRITICAL"
os.environ["DEBUG"] = "False"
os.environ["HTTPS"] = "False"
