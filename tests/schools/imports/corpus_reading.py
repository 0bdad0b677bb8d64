"""Files that differ in how they are to be read, and files that cannot be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.schools.imports.files import NEW, STAFF, csv, refused, xlsx


def _codes_as_numbers(book: Any) -> None:
    book.active["A2"].number_format = "000000"


def _second_sheet(book: Any) -> None:
    book.active.title = "说明"
    sheet = book.create_sheet("名册")
    for row in (STAFF.split(","), NEW.split(",")):
        sheet.append(row)


def _hidden_first(book: Any) -> None:
    _second_sheet(book)
    book.worksheets[0].sheet_state = "hidden"


def _from_1904(book: Any) -> None:
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 # a workbook knows no zones


def _far_cell(book: Any) -> None:
    book.active["XFD1048576"].number_format = "0.00"  # formatted, and blank


READING = [
    csv("utf-8", "staff", STAFF, NEW),
    csv("utf-8-with-mark", "staff", STAFF, NEW, encoding="utf-8-sig"),
    csv("gbk", "staff", STAFF, NEW, encoding="gbk"),
    csv("gb18030-rare-name", "staff", STAFF, "N1,𠮷㐂䶮,3151000001,教师", encoding="gb18030"),
    csv("utf-16", "staff", STAFF, NEW, encoding="utf-16"),
    csv("unix-ends", "staff", STAFF, NEW, ends="\n"),
    csv("old-mac-ends", "staff", STAFF, NEW, ends="\r"),
    csv("semicolons", "staff", STAFF.replace(",", ";"), NEW.replace(",", ";")),
    csv("tabs", "staff", STAFF.replace(",", "\t"), NEW.replace(",", "\t")),
    csv("blank-lines", "staff", STAFF, "", ",,,", NEW, ""),
    csv("title-above", "staff", "温江区教职工名册,,,", "填表日期：2022-10-01,,,", STAFF, NEW),
    csv("field-names", "staff", "staff_no,name,school,post", NEW),
    csv("any-order", "staff", "岗位,学校标识码,姓名,教职工号", "教师,3151000001,王五,N1"),
    csv("spaced-headings", "staff", " 教职工号 ,姓　名,学校标识码*,岗位（必填）", NEW),
    csv("aliases", "staff", "工号,姓名,学校代码,职务", NEW),
    csv("name-beside-code", "staff", STAFF + ",学校名称", NEW + ",甲校"),
    csv("line-break-in-title", "staff", '"教职工\n名册",,,', STAFF, NEW),
    csv("unknown-agreed", "staff", STAFF + ",身高", NEW + ",180", options=("--ignore-unknown",)),
    csv("encoding-named", "staff", STAFF, NEW, encoding="gbk", options=("--encoding", "gbk")),
    xlsx("workbook", "staff", STAFF.split(","), NEW.split(",")),
    xlsx(
        "workbook-codes-as-numbers",
        "staff",
        STAFF.split(","),
        [12, "王五", 3151000001, "教师"],
        change=_codes_as_numbers,
    ),
    xlsx("workbook-real-day", "staff", [*STAFF.split(","), "到校日期"], [*NEW.split(","), date(2019, 9, 1)]),
    xlsx(
        "workbook-1904",
        "staff",
        [*STAFF.split(","), "到校日期"],
        [*NEW.split(","), date(2019, 9, 1)],
        change=_from_1904,
    ),
    xlsx(
        "workbook-named-sheet", "staff", ["请看第二张表"], change=_second_sheet, options=("--sheet", "名册")
    ),
    xlsx("workbook-first-hidden", "staff", ["不要看这张表"], change=_hidden_first),
    xlsx("workbook-far-blank-cell", "staff", STAFF.split(","), NEW.split(","), change=_far_cell),
]
UNREADABLE = [
    refused("empty", "staff", b"", "empty_file"),
    refused("blank", "staff", "\r\n \r\n", "empty_file"),
    refused("headings-only", "staff", STAFF, "no_rows"),
    refused("no-headings", "staff", "1,2,3\r\n4,5,6", "no_headings"),
    refused("missing-headings", "staff", "教职工号,姓名\r\nN1,王五", "missing_headings"),
    refused("repeated-headings", "staff", STAFF + ",姓名\r\n" + NEW + ",王五", "repeated_headings"),
    refused("unknown-headings", "staff", STAFF + ",身高\r\n" + NEW + ",180", "unknown_headings"),
    refused("broken-bytes", "staff", STAFF.encode() + b"\r\nN1,\xff\xff\xff,3151000001,x", "not_text"),
    refused("nul", "staff", STAFF + "\r\nN1,王\x00五,3151000001,教师", "nul"),
    refused("open-quote", "staff", STAFF + '\r\nN1,"王五,3151000001,教师', "open_quote"),
    refused("bad-quote", "staff", STAFF + '\r\nN1,"王"五,3151000001,教师', "bad_quote"),
    refused("old-workbook", "staff", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_workbook"),
    refused(
        "encrypted-workbook",
        "staff",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    refused("pdf", "staff", b"%PDF-1.7\n", "no_table"),
    refused("picture", "staff", b"\x89PNG\r\n\x1a\n", "no_table"),
    refused("web-page", "staff", "<html><table><tr><td>教职工号</td></tr></table></html>", "web_page"),
    refused("torn-workbook", "staff", xlsx("", "staff", ["a"]).content[:600], "not_a_workbook"),
    refused("no-such-encoding", "staff", STAFF, "unknown_encoding", options=("--encoding", "big5")),
    refused("wrong-encoding", "staff", STAFF.encode("gbk"), "not_text", options=("--encoding", "utf-8")),
    refused(
        "no-such-sheet", "staff", xlsx("", "staff", ["a"]).content, "no_sheet", options=("--sheet", "名册")
    ),
]
