"""Reading the tables that people upload: CSV as spreadsheets write it, and XLSX workbooks.

Nothing is lost or made up on the way: a cell is the text, number or day that the file holds, or a fault.
"""

from records.reading.opening import open_source
from records.reading.table import Cell, Choice, Fault, Limits, Line, Number, Source, Text

__all__ = ["Cell", "Choice", "Fault", "Limits", "Line", "Number", "Source", "Text", "open_source"]
