"""Whether the portal can do its work."""

from __future__ import annotations

import structlog
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

log = structlog.get_logger(__name__)


@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 if the database answers, else 503. Queries: 1."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        log.exception("database_does_not_answer")
        return JsonResponse({"status": "database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})
