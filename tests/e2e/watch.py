"""What must never happen in a browser, whatever a test is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response


@dataclass
class Watch:
    """Notes every request to elsewhere, console message, script error and unexpected refusal."""

    url: str
    faults: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)  # statuses that the test at hand provokes

    def follow(self, context: BrowserContext) -> None:
        """Note what goes wrong in every page of a context."""
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def expect(self, *statuses: int) -> None:
        """Take answers with these statuses for right in the test at hand."""
        self.expected.update(statuses)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.faults.append(f"request to elsewhere: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"status {response.status}: {response.request.method} {response.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        """Note errors, the browser's reports of policy violations among them."""
        tells_of_status = any(f"status of {status} " in message.text for status in self.expected)
        if message.type == "error" and not tells_of_status:
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")
