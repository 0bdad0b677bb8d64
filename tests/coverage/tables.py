"""The tables of a page as people read them."""

from __future__ import annotations

import re

from django.http import HttpResponse


def cells(answer: HttpResponse, title: str) -> list[list[str]]:
    """Return the rows of the table in the region of this title, tags and blanks taken out."""
    text = answer.content.decode()
    table = re.search(rf'aria-label="{title}"[^>]*>(.*?)</table>', text, re.DOTALL).group(1)
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    found = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]
