"""Every page that a person can reach by links from the start page, read as the browser's session reads it."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import APIRequestContext

VISITS = 2  # pages of one kind that stand for all the others


@dataclass(frozen=True)
class Seen:
    """One page as it came, and where a link to it stood; a file has no text here."""

    address: str
    status: int
    html: str
    found_on: str


class LinkReader(HTMLParser):
    """Collects the addresses of links, those that a chart draws from its data too."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads and where data begin."""
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        self.is_data = tag == "script" and values.get("type") == "application/json"

    def handle_data(self, data: str) -> None:
        """Note the addresses in a chart's data."""
        if self.is_data:
            self.links.extend(urls_in(json.loads(data)))

    def handle_endtag(self, tag: str) -> None:
        """Note where data end."""
        self.is_data = False


def urls_in(data: Any) -> Iterator[str]:
    """Return every value called «url» in nested data."""
    if isinstance(data, dict):
        if isinstance(data.get("url"), str):
            yield data["url"]
        data = list(data.values())
    if isinstance(data, list):
        for value in data:
            yield from urls_in(value)


def links_of(html: str, address: str) -> list[str]:
    """Return the addresses that a page links to, whole and without fragments."""
    reader = LinkReader()
    reader.feed(html)
    return [urldefrag(urljoin(address, link)).url for link in reader.links]


def kind_of(address: str) -> tuple[str, frozenset[str]]:
    """Return what two addresses share if few visits are enough: the route and the names of the parameters."""
    parts = urlsplit(address)
    names = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    names.discard("_changelist_filters")  # the admin's way back to a list
    return route_of(parts.path), frozenset(names)


def route_of(path: str) -> str:
    """Return the portal's route that a path belongs to; the path itself where there is none."""
    try:
        return resolve(path).route
    except Resolver404:
        return path


def is_admin(address: str) -> bool:
    """Return whether an address is one of the admin's."""
    return urlsplit(address).path.startswith("/admin/")


def is_worth_a_visit(address: str, visits: Counter[Any]) -> bool:
    """Return whether not enough pages of the kind were seen; in the admin filters are not combined."""
    kind = kind_of(address)
    is_combined = is_admin(address) and len(kind[1]) > 1
    return not is_combined and visits[kind] < VISITS


def crawl(request: APIRequestContext, start: str) -> list[Seen]:
    """Return every page that links lead to, from the start until nothing new is found. GET only."""
    seen, visits, waiting = [], Counter([kind_of(start)]), deque([(start, "")])
    known = {start}
    while waiting:
        address, found_on = waiting.popleft()
        page = fetch(request, address, found_on)
        seen.append(page)
        for link in links_of(page.html, address):
            if link not in known and is_worth_a_visit(link, visits):
                known.add(link)
                visits[kind_of(link)] += 1
                waiting.append((link, address))
    return seen


def fetch(request: APIRequestContext, address: str, found_on: str) -> Seen:
    """Return one page; a link to another host is not followed but reported with status 0."""
    if urlsplit(address).hostname != "127.0.0.1":
        return Seen(address, 0, "", found_on)
    answer = request.get(address)
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    page = Seen(address, answer.status, answer.text() if is_page else "", found_on)
    answer.dispose()
    return page
