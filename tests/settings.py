"""Settings of the tests: those of the program, in folders of one test run, with a database of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Workers inherit the run's folder from the process that started them; each has a folder of its own in it.
if "ONEVISIT_TEST_RUN" not in os.environ:
    os.environ["ONEVISIT_TEST_RUN"] = tempfile.mkdtemp(prefix="onevisit-test-", dir="/tmp")
    atexit.register(shutil.rmtree, os.environ["ONEVISIT_TEST_RUN"], ignore_errors=True)
RUN_FOLDER = Path(os.environ["ONEVISIT_TEST_RUN"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
for folder in (RUN_FOLDER.parent, RUN_FOLDER):
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
os.environ["DATA_ROOT"] = str(RUN_FOLDER / "data")
os.environ["SECRETS_ROOT"] = str(RUN_FOLDER / "secrets")
os.environ["FILE_ROOT"] = str(RUN_FOLDER / "files")
os.environ["PUBLIC_URL"] = "http://127.0.0.1:8000"
# Playwright keeps an event loop in the thread of the test, which then also prepares rows with the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PORT", "LIVE_URL"):
    os.environ.pop(name, None)

from onevisit.config.settings import *  # noqa: E402, F403
from onevisit.config.settings import DATABASES  # noqa: E402

# A test holds one connection at a time; the pool is used by the real server in the browser tests.
DATABASES["default"]["OPTIONS"].pop("pool")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
