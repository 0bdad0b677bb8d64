"""The server of make run, over a real socket."""

import os
import socket
import subprocess
import sys
import threading

import pytest
from django.conf import settings

from config.serve import build_server

LIMIT = settings.MAX_REQUEST_BYTES


@pytest.fixture(scope="module")
def port():
    """Return the port of a running server."""
    server = build_server(0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    server.close()
    thread.join(timeout=5)


def answer(port, request, body=b""):
    """Return the status line and the rest of the answer to a raw request."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode("latin-1") + body)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    status, _newline, rest = received.decode().partition("\r\n")
    return status, rest


def test_declared_length_over_the_limit_gets_our_page_before_the_body_is_sent(port):
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LIMIT + 1}\r\n\r\n"

    status, rest = answer(port, head)

    assert status == "HTTP/1.1 413 Request Entity Too Large"
    assert "文件太大" in rest
    assert "X-Frame-Options: DENY" in rest


def test_chunked_body_over_the_limit_gets_our_page(port):
    head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    start_of_chunk = f"{LIMIT:x}\r\n".encode()

    status, rest = answer(port, head, start_of_chunk + b"x" * (LIMIT + 1 - len(start_of_chunk)))

    assert status == "HTTP/1.1 413 Request Entity Too Large"
    assert "文件太大" in rest


@pytest.mark.parametrize("length", ["-5", "twelve"])
def test_malformed_length_is_refused_in_a_plain_line(port, length):
    status, rest = answer(port, f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n")

    assert status == "HTTP/1.1 400 Bad Request"
    assert "Content-Length is invalid" in rest


def test_answers_do_not_name_the_server(port):
    _status, rest = answer(port, "GET /static/nothing.css HTTP/1.0\r\nHost: localhost\r\n\r\n")

    assert "waitress" not in rest.lower()


def test_taken_port_is_refused_with_a_sentence(port):
    process = subprocess.run(
        [sys.executable, "-m", "config.serve"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (process.returncode, process.stdout) == (1, "")
    # before collectstatic has run once, a warning about its folder stands above
    sentence = f"Cannot listen on 127.0.0.1:{port} (Address already in use): choose another PORT."
    assert process.stderr.splitlines()[-1] == sentence
