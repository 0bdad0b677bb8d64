"""Telling what an uploaded file is by how it begins, whatever its name says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from records.reading.delimited import decode, records_of, separator_of
from records.reading.table import Choice, Limits, Line, Source, refused
from records.reading.workbook import open_workbook

TOO_LARGE = _("这个文件有 %(size)s MB，最多 %(limit)s MB，请分成几个文件。")
EMPTY = _("这个文件是空的，请检查后再上传。")
OLD_WORKBOOK = _("这是旧版 Excel 工作簿（.xls），请用电子表格软件另存为 XLSX 或 CSV 后再上传。")
ENCRYPTED = _("这个工作簿设有打开密码，无法读取。请取消密码后另存，再上传。")
NO_TABLE = _("这是%(kind)s，不是表格。请上传 CSV 文件或 XLSX 工作簿。")
WEB_PAGE = _("这是改了扩展名的网页或 XML 文件，不是工作簿。请用电子表格软件打开，另存为 XLSX 后再上传。")

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # both old workbooks and encrypted new ones
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
OTHER_STARTS: dict[bytes, Any] = {
    b"%PDF": _("PDF 文件"),
    b"\x89PNG": _("图片"),
    b"\xff\xd8\xff": _("图片"),
    b"GIF8": _("图片"),
    b"{\\rtf": _("RTF 文档"),
    b"Rar!": _("RAR 压缩包"),
    b"7z\xbc\xaf": _("7z 压缩包"),
    b"\x1f\x8b": _("压缩包"),
}
MEGABYTE = 1024 * 1024
MARK = b"\xef\xbb\xbf"


def open_source(content: bytes, choice: Choice = Choice(), *, limits: Limits = Limits()) -> Source:  # noqa: B008 # both are frozen
    """Return the table in a file, opened as its bytes say or as somebody chose.

    Raises: ValidationError that says what is wrong with the file as a whole.
    """
    if len(content) > limits.size:
        size, limit = f"{len(content) / MEGABYTE:.1f}", limits.size // MEGABYTE
        raise refused(TOO_LARGE, "too_large", size=size, limit=limit)
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise refused(EMPTY, "empty_file")
    if content.startswith(ZIP_START):
        return open_workbook(content, choice, limits)
    _refuse_other_kinds(content)
    return _open_text(content, choice, limits)


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(OLE_START):
        is_encrypted = ENCRYPTED_PART in content
        raise refused(
            ENCRYPTED if is_encrypted else OLD_WORKBOOK, "encrypted" if is_encrypted else "old_workbook"
        )
    for start, kind in OTHER_STARTS.items():
        if content.startswith(start):
            raise refused(NO_TABLE, "no_table", kind=kind)
    begin = content.removeprefix(MARK)[:200].lstrip().lower()
    if begin.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<style")):
        raise refused(WEB_PAGE, "web_page")


def _open_text(content: bytes, choice: Choice, limits: Limits) -> Source:
    decoded = decode(content, choice.encoding)
    separator = separator_of(decoded.text, choice)

    def rows() -> Iterator[Line]:
        return records_of(decoded.text, separator)

    return Source(
        "csv",
        limits,
        rows,
        encoding=decoded.encoding,
        encodings=decoded.possible,
        separator=separator,
        is_ambiguous=decoded.is_ambiguous,
    )
