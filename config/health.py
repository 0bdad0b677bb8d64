"""Whether the portal can do its work."""

from __future__ import annotations

import structlog
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

log = structlog.get_logger(__name__)


def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database answers, else 503. Queries: 1."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("database_does_not_answer")
        return JsonResponse({"status": "database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})
