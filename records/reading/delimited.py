"""CSV files: which encoding, which separator, and the records with the line on which each begins."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from records.cells import TEXT_AS_FORMULA
from records.reading.table import NEVER_COMPUTED, Cell, Choice, Fault, Line, refused

NOT_TEXT = _(
    "第 %(line)s 行有无法识别的字节，文件不是%(encoding)s编码的文本，或已损坏。"
    "请用电子表格软件另存为“CSV UTF-8”或 XLSX 后再上传。"
)
NUL = _("第 %(line)s 行有空字符（NUL），文件可能已损坏，请重新导出后再上传。")
OPEN_QUOTE = _("从第 %(line)s 行开始的引号一直没有结束，后面的内容无法分行。请检查这一行的双引号。")
BAD_QUOTE = _("第 %(line)s 行的双引号用法不正确：引号结束后应是分隔符。请检查这一行。")
LONG_FIELD = _("第 %(line)s 行有一格超过 %(limit)s 个字，无法读取。请检查这一行的双引号。")
UNKNOWN_ENCODING = _("没有“%(encoding)s”这种编码；可以选择 %(known)s。")
UNKNOWN_SEPARATOR = _("没有“%(separator)s”这种分隔符；可以选择逗号、分号或制表符。")

UTF8, UTF16, GB18030 = "utf-8", "utf-16", "gb18030"
ENCODINGS = {UTF8: "UTF-8", UTF16: "UTF-16", GB18030: "GB18030"}
CODECS = {UTF8: "utf-8-sig", UTF16: "utf-16", GB18030: "gb18030"}
ALIASES = {
    "utf8": UTF8,
    "utf-8-sig": UTF8,
    "utf16": UTF16,
    "gbk": GB18030,
    "gb2312": GB18030,
    "cp936": GB18030,
}
MARKS = {b"\xef\xbb\xbf": UTF8, b"\xff\xfe": UTF16, b"\xfe\xff": UTF16}
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
SAMPLE = 20  # records by which the separator is told
LONGEST_FIELD = 32_767  # signs that a spreadsheet's cell can hold


@dataclass(frozen=True)
class Decoded:
    """A file as text, the encoding it was read in, and all in which it could be read."""

    text: str
    encoding: str
    possible: list[str]

    @property
    def is_ambiguous(self) -> bool:
        """Return whether the file reads as UTF-8 too, though not as Chinese."""
        return self.encoding == GB18030 and UTF8 in self.possible


def encoding_named(name: str) -> str:
    """Return the encoding that a person names.

    Raises: ValidationError if no file is read in it.
    """
    encoding = ALIASES.get(name.lower(), name.lower())
    if encoding not in ENCODINGS:
        raise refused(
            UNKNOWN_ENCODING, "unknown_encoding", encoding=name[:20], known=_("、").join(ENCODINGS.values())
        )
    return encoding


def decode(content: bytes, encoding: str = "") -> Decoded:
    """Return the text of a file; no character is ever replaced.

    A mark at the beginning decides. Without one it is UTF-8 where that reads, else GB18030; where both read
    and only the second reads as Chinese, the second: some words in GBK are valid UTF-8 by chance.
    Raises: ValidationError that names the line with the first byte that cannot be read.
    """
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), "")
    chosen = encoding_named(encoding) if encoding else marked
    return Decoded(_text(content, chosen), chosen, [chosen]) if chosen else _guessed(content)


def _guessed(content: bytes) -> Decoded:
    readings = {name: text for name in (UTF8, GB18030) if (text := _read(content, name)) is not None}
    if not readings:  # told by the encoding in which more of it reads
        _text(content, max((UTF8, GB18030), key=lambda name: _unreadable_at(content, name)))
    chosen = next(iter(readings))
    if len(readings) > 1 and not CHINESE.search(readings[UTF8]) and CHINESE.search(readings[GB18030]):
        chosen = GB18030
    possible = sorted(readings, key=lambda name: name != chosen)
    return Decoded(_without_nul(readings[chosen]), chosen, possible)


def _read(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(CODECS[encoding])
    except UnicodeDecodeError:
        return None


def _unreadable_at(content: bytes, encoding: str) -> int:
    """Return at which byte reading stops; the file's length where it reads to the end."""
    try:
        content.decode(CODECS[encoding])
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def _text(content: bytes, encoding: str) -> str:
    text = _read(content, encoding)
    if text is None:
        line = content[: _unreadable_at(content, encoding)].count(b"\n") + 1
        raise refused(NOT_TEXT, "not_text", line=line, encoding=ENCODINGS[encoding])
    return _without_nul(text)


def _without_nul(text: str) -> str:
    at = text.find("\x00")
    if at >= 0:
        raise refused(NUL, "nul", line=text.count("\n", 0, at) + 1)
    return text


def separator_of(text: str, choice: Choice) -> str:
    """Return the name of what separates the cells: as chosen, else as the first records agree.

    Raises: ValidationError if the chosen one is none.
    """
    if choice.separator:
        if choice.separator not in SEPARATORS:
            raise refused(UNKNOWN_SEPARATOR, "unknown_separator", separator=choice.separator[:20])
        return choice.separator
    counts = {name: _counts(text, sign) for name, sign in SEPARATORS.items()}
    return max(SEPARATORS, key=lambda name: _agreement(counts[name]))


def _counts(text: str, separator: str) -> list[int]:
    """Return how many separators the first records hold, those within quotes left out."""
    counts: list[int] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if record:
                counts.append(len(record) - 1)
            if len(counts) == SAMPLE:
                break
    except csv.Error:  # told when the file is read; the records so far say enough
        return counts
    return counts


def _agreement(counts: list[int]) -> tuple[int, int]:
    """Return how many records share the commonest number of separators, and that number."""
    found = Counter(count for count in counts if count)
    if not found:
        return 0, 0
    number, records = max(found.items(), key=lambda item: (item[1], item[0]))
    return records, number


def records_of(text: str, separator: str) -> Iterator[Line]:
    """Return the records that hold anything, each with the line on which it begins.

    Raises: ValidationError that names the line whose quotes do not fit.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[separator], strict=True)
    begins = 1
    csv.field_size_limit(LONGEST_FIELD)
    try:
        for record in reader:
            while record and not record[-1].strip():
                record.pop()
            if record:
                yield Line(begins, _cells(record))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _refusal(str(error), begins, reader.line_num) from error


def _cells(record: list[str]) -> list[Cell]:
    """Return the cells of a record; a formula stands in a text file without what it comes to."""
    if not any(cell[:1] == "=" for cell in record):
        return record  # type: ignore[return-value] # texts are cells
    return [Fault(NEVER_COMPUTED, cell) if _is_formula(cell) else cell for cell in record]


def _is_formula(cell: str) -> bool:
    return cell[:1] == "=" and not TEXT_AS_FORMULA.fullmatch(cell.strip())


def _refusal(complaint: str, begins: int, line: int) -> Exception:
    if "field larger" in complaint:
        return refused(LONG_FIELD, "long_field", line=begins, limit=LONGEST_FIELD)
    if "unexpected end" in complaint:
        return refused(OPEN_QUOTE, "open_quote", line=begins)
    return refused(BAD_QUOTE, "bad_quote", line=line)
