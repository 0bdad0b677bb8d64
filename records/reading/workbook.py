"""XLSX workbooks: their sheets, their styles, and the checks before anything is unpacked."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.reading.sheet import Styles, read_rows, unescape
from records.reading.table import Choice, Limits, Line, Source, refused

NOT_A_WORKBOOK = _(
    "这个文件不是可以读取的 XLSX 工作簿，可能已损坏。请用电子表格软件另存为 XLSX 或 CSV 后再上传。"
)
MACROS = _("这个工作簿带有宏（VBA），不能上传。请用电子表格软件另存为不带宏的 XLSX 后再上传。")
OPEN_DOCUMENT = _("这是 ODS 文件，请用电子表格软件另存为 XLSX 或 CSV 后再上传。")
OTHER_ARCHIVE = _("这是压缩包或其他文档，不是工作簿。请解压后上传其中的 CSV 或 XLSX 文件。")
BINARY_WORKBOOK = _("这是二进制工作簿（.xlsb），请用电子表格软件另存为 XLSX 或 CSV 后再上传。")
UNPACKED = _("这个工作簿解开后超过 %(limit)s MB，请只保留需要的工作表和行，再上传。")
NO_SHEET = _("工作簿里没有名为“%(sheet)s”的工作表；可以选择：%(known)s。")
NO_SHEETS = _("工作簿里没有工作表。")

MEGABYTE = 1024 * 1024
CHUNK = 256 * 1024  # bytes unpacked at a time
ZEROS = re.compile("0{2,30}")
LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # in a number format: what is shown as it stands
DATE_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})  # built in, China's included
TRUE = frozenset({"1", "true", "on"})
OPEN_DOCUMENT_TYPE = b"opendocument.spreadsheet"
REFUSED_PARTS = {"vbaproject.bin": (MACROS, "macros"), "workbook.bin": (BINARY_WORKBOOK, "binary_workbook")}
UNREADABLE = (  # RuntimeError: parts that are encrypted, or packed in a way that zipfile does not know
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    StopIteration,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
)


@dataclass
class Package:
    """The parts of a workbook, unpacked under a common limit."""

    archive: zipfile.ZipFile
    limits: Limits
    unpacked: int = 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """Return a part's bytes piece by piece. Raises: ValidationError beyond the limit."""
        with self.archive.open(name) as part:
            while chunk := part.read(CHUNK):
                self.unpacked += len(chunk)
                if self.unpacked > self.limits.unpacked:
                    raise _too_large(self.limits)
                yield chunk

    def parse(self, name: str, **handlers: Callable[..., None]) -> None:
        """Let the handlers see every element of a small part."""
        parser = safe_parser()
        for handler, function in handlers.items():
            setattr(parser, handler, function)
        for chunk in self.chunks(name):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def part_of(self, name: str) -> str:
        """Return the part's name as the archive spells it; some programs differ in case."""
        wanted = name.lstrip("/").lower()
        return next(each for each in self.archive.namelist() if each.lower() == wanted)


@dataclass
class Contents:
    """What the workbook's own part says: its sheets in order, and from which day it counts."""

    sheets: list[tuple[str, str]] = field(default_factory=list)  # name, relation
    hidden: set[str] = field(default_factory=set)
    counts_from_1904: bool = False


def safe_parser() -> Any:
    """Return a parser that refuses entities: a few bytes of them can unfold into gigabytes."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declaration: Any) -> None:
        raise refused(NOT_A_WORKBOOK, "not_a_workbook")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def open_workbook(content: bytes, choice: Choice, limits: Limits) -> Source:
    """Return the first visible sheet of a workbook, or the one that was chosen.

    Raises: ValidationError that says what is wrong with the file as a whole.
    """
    with _refusing():
        package = Package(_archive(content, limits), limits)
        workbook = _target(package, "_rels/.rels", "", "officeDocument")
        contents = _contents(package, workbook)
        relations = _relations(package, _relations_name(workbook), posixpath.dirname(workbook))
        names = [name for name, _relation in contents.sheets if name not in contents.hidden]
        names += [name for name, _relation in contents.sheets if name in contents.hidden]
        if not names:
            raise refused(NO_SHEETS, "no_sheet")
        chosen = choice.sheet or names[0]
        if chosen not in names:
            raise refused(NO_SHEET, "no_sheet", sheet=chosen[:40], known=_("、").join(names))
        part = package.part_of(relations[dict(contents.sheets)[chosen]][1])
        texts = _shared_texts(package, relations)
        styles = _styles(package, relations, contents.counts_from_1904)

    def rows() -> Iterator[Line]:
        package.unpacked = 0
        with _refusing():
            yield from read_rows(package.chunks(part), texts, styles, safe_parser())

    return Source("xlsx", limits, rows, sheet=chosen, sheets=names)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn whatever the readers of ZIP and XML raise into the refusal of the file."""
    try:
        yield
    except ValidationError:
        raise
    except UNREADABLE as error:
        raise refused(NOT_A_WORKBOOK, "not_a_workbook") from error


def _archive(content: bytes, limits: Limits) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = {name.lower() for name in archive.namelist()}
    if "[content_types].xml" not in names:
        raise _other_archive(archive, names)
    for ending, (message, code) in REFUSED_PARTS.items():
        if any(name.endswith(ending) for name in names):
            raise refused(message, code)
    if sum(part.file_size for part in archive.infolist()) > limits.unpacked:
        raise _too_large(limits)
    return archive


def _other_archive(archive: zipfile.ZipFile, names: set[str]) -> ValidationError:
    if "mimetype" in names and OPEN_DOCUMENT_TYPE in archive.read("mimetype")[:100]:
        return refused(OPEN_DOCUMENT, "open_document")
    return refused(OTHER_ARCHIVE, "no_table")


def _too_large(limits: Limits) -> ValidationError:
    return refused(UNPACKED, "unpacked_too_large", limit=limits.unpacked // MEGABYTE)


def local(name: str) -> str:
    """Return an element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


def _relations_name(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", posixpath.basename(part) + ".rels")


def _relations(package: Package, name: str, folder: str) -> dict[str, tuple[str, str]]:
    """Return by its id what a part refers to: of which type it is, and the name of the part."""
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, values: dict[str, str]) -> None:
        if local(element) == "Relationship" and values.get("TargetMode") != "External":
            target = values["Target"]
            path = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[values["Id"]] = (values["Type"].rpartition("/")[2], path)

    package.parse(package.part_of(name), StartElementHandler=start)
    return found


def _target(package: Package, name: str, folder: str, kind: str) -> str:
    found = _relations(package, name, folder).values()
    return package.part_of(next(path for relation, path in found if relation == kind))


def _contents(package: Package, workbook: str) -> Contents:
    contents = Contents()

    def start(element: str, values: dict[str, str]) -> None:
        kind = local(element)
        if kind == "workbookPr":
            contents.counts_from_1904 = values.get("date1904", "") in TRUE
        elif kind == "sheet":
            relation = next(value for name, value in values.items() if local(name) == "id")
            contents.sheets.append((values["name"], relation))
            if values.get("state", "visible") != "visible":
                contents.hidden.add(values["name"])

    package.parse(workbook, StartElementHandler=start)
    return contents


def _shared_texts(package: Package, relations: dict[str, tuple[str, str]]) -> list[str]:
    """Return the texts that cells refer to by number; of a rich text its runs, without how it is spoken."""
    parts = [path for kind, path in relations.values() if kind == "sharedStrings"]
    texts: list[str] = []
    pending: list[str] = []
    current: list[str] = []
    spoken = 0

    def start(element: str, _values: dict[str, str]) -> None:
        nonlocal spoken
        spoken += local(element) == "rPh"

    def end(element: str) -> None:
        nonlocal spoken
        kind = local(element)
        spoken -= kind == "rPh"
        if kind == "t" and not spoken:
            current.extend(pending)
        elif kind == "si":
            texts.append(unescape("".join(current)))
            current.clear()
        pending.clear()

    for part in parts:
        package.parse(
            package.part_of(part),
            StartElementHandler=start,
            EndElementHandler=end,
            CharacterDataHandler=pending.append,
        )
    return texts


def _styles(package: Package, relations: dict[str, tuple[str, str]], from_1904: bool) -> Styles:
    """Return which styles show a number as a day, and which with zeros before it."""
    formats: dict[str, str] = {}
    used: list[str] = []
    in_cells = False

    def start(element: str, values: dict[str, str]) -> None:
        nonlocal in_cells
        kind = local(element)
        if kind == "numFmt":
            formats[values["numFmtId"]] = values["formatCode"]
        elif kind == "cellXfs":
            in_cells = True
        elif kind == "xf" and in_cells:
            used.append(values.get("numFmtId", "0"))

    def end(element: str) -> None:
        nonlocal in_cells
        in_cells = in_cells and local(element) != "cellXfs"

    for part in [path for kind, path in relations.values() if kind == "styles"]:
        package.parse(package.part_of(part), StartElementHandler=start, EndElementHandler=end)
    days = {str(place) for place, number in enumerate(used) if _shows_day(number, formats)}
    codes = {str(place): formats[number] for place, number in enumerate(used) if number in formats}
    widths = {place: len(code) for place, code in codes.items() if ZEROS.fullmatch(code)}
    return Styles(frozenset(days), widths, from_1904)


def _shows_day(number: str, formats: dict[str, str]) -> bool:
    if number not in formats:
        return int(number) in DATE_FORMATS
    shown = LITERALS.sub("", formats[number].split(";")[0]).lower()
    return any(sign in shown for sign in "yd") or ("m" in shown and not any(sign in shown for sign in "hs0#"))
