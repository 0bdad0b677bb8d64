"""Serving the portal on this machine with waitress: ``python -m config.serve``.

waitress reads a whole request before a thread takes it up, so that slow clients keep no thread waiting.
"""

from __future__ import annotations

import signal
import sys
from typing import Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import RequestEntityTooLarge

from config.wsgi import application

THREADS = 8  # Python computes in one at a time; the others wait for the database
CONNECTIONS = 1000  # a browser keeps six open, and most of them idle


class TooLargeTask(WSGITask):
    """Lets the portal itself refuse a request whose body waitress stopped reading: its page, its headers."""

    def get_environment(self) -> dict[str, Any]:
        """Return the WSGI environment with a length that is too large, also where none was declared."""
        return super().get_environment() | {"CONTENT_LENGTH": str(settings.MAX_REQUEST_BYTES + 1)}

    def execute(self) -> None:
        """Answer and close: the rest of the body is not read."""
        self.set_close_on_finish()
        super().execute()


class Channel(HTTPChannel):
    """A connection whose requests are refused with a page if too large, in a plain line if malformed."""

    @staticmethod
    def error_task_class(channel: HTTPChannel, request: HTTPRequestParser) -> Task:
        """Return what answers a request that waitress refused."""
        is_too_large = isinstance(request.error, RequestEntityTooLarge)
        return TooLargeTask(channel, request) if is_too_large else ErrorTask(channel, request)


def build_server(port: int) -> BaseWSGIServer:
    """Return a server that listens on 127.0.0.1 and waits to be run.

    Raises: OSError if the port is taken.
    """
    server = create_server(
        application,
        listen=f"127.0.0.1:{port}",
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        max_request_body_size=settings.MAX_REQUEST_BYTES + 1,  # the first size that waitress refuses
        # Django counts the proxies itself; without one, nobody's forwarded headers mean anything.
        clear_untrusted_proxy_headers=not settings.ALLAUTH_TRUSTED_PROXY_COUNT,
        ident=None,
    )
    server.channel_class = Channel
    return server


def main() -> None:
    """Serve until interrupted."""
    try:
        server = build_server(settings.PORT)
    except OSError as error:
        sys.exit(f"Cannot listen on 127.0.0.1:{settings.PORT} ({error.strerror}): choose another PORT.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # waitress then lets running requests finish
    print(f"The portal is at http://127.0.0.1:{settings.PORT}/ until Ctrl-C.", flush=True)
    server.run()


if __name__ == "__main__":
    main()
