"""The web server and the worker of make run, together in one command."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.e2e.portal import free_port

PATIENCE = 20
SUPERVISOR = """
import sys
from config import portal
portal.WEB, portal.WORKER = [sys.executable, "-c", sys.argv[1]], [sys.executable, "-c", sys.argv[2]]
portal.RESTART_SECONDS, portal.GRACE_SECONDS = 0.1, 1.0
sys.exit(portal.Portal().run())
"""
NAMED = "import os, sys, time\nos.write(1, b'{name} %d\\n' % os.getpid())\n"  # a line, whole
LASTING = "time.sleep(60)\n"
WILLING = (
    "import os, signal, sys\n"
    "signal.signal(signal.SIGTERM, lambda *_: (os.write(1, b'{name} ended by itself\\n'), sys.exit()))\n"
) + (NAMED + LASTING)
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + NAMED + LASTING


@contextmanager
def supervised(web, worker):
    """Run the supervisor over two scripts; kill what is left of it."""
    command = [sys.executable, "-c", SUPERVISOR, web.format(name="web"), worker.format(name="worker")]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=pipe, stderr=pipe, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def started(process, count):
    """Return the next processes that say that they are there, by name."""
    lines = [process.stdout.readline().split() for _number in range(count)]
    return {name: int(pid) for name, pid in lines}


def is_alive(pid):
    """Return whether a process lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("worker", "last_words"),
    [(WILLING, ["worker ended by itself\n"]), (STUBBORN, [])],
    ids=["willing worker", "stubborn worker"],
)
def test_both_end_with_the_portal(name, worker, last_words):
    with supervised(NAMED + LASTING, worker) as portal:
        pids = started(portal, 2)

        portal.send_signal(name)

        assert portal.wait(timeout=PATIENCE) == 0
        assert (sorted(pids), [pid for pid in pids.values() if is_alive(pid)]) == (["web", "worker"], [])
        assert portal.stdout.readlines() == last_words


def test_worker_that_ends_is_started_again_beside_the_same_web_server():
    with supervised(NAMED + LASTING, NAMED + LASTING) as portal:
        first = started(portal, 2)

        os.kill(first["worker"], signal.SIGKILL)
        again = started(portal, 1)

        sentence = "The worker ended with status -9 and is started again.\n"
        assert (again.keys(), portal.stderr.readline()) == ({"worker"}, sentence)
        assert (is_alive(first["web"]), is_alive(again["worker"])) == (True, True)


def test_portal_ends_with_its_web_server_and_says_how():
    with supervised(NAMED + "sys.exit(3)", NAMED + LASTING) as portal:
        pids = started(portal, 2)

        assert (portal.wait(timeout=PATIENCE), is_alive(pids["worker"])) == (3, False)


def test_real_portal_answers_and_ends(tmp_path):
    port = free_port()
    environment = os.environ | {"PORT": str(port), "VAR_DIR": str(tmp_path), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "config.portal"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)

    try:
        answer = until_answered(f"http://127.0.0.1:{port}/healthz")
    finally:
        process.terminate()
        status = process.wait(timeout=PATIENCE)

    assert (answer, status) == (b'{"status": "ok"}', 0)


def until_answered(url):
    """Return what an address answers as soon as somebody is there."""
    last = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=PATIENCE) as answer:
                return answer.read()
        except URLError:
            assert time.monotonic() < last, "nobody answered"
            time.sleep(0.1)
