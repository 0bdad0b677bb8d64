"""All messy files."""

from tests.schools.imports.corpus_reading import READING, UNREADABLE
from tests.schools.imports.corpus_rows import FIGURES, PEOPLE, REGISTER
from tests.schools.imports.corpus_values import VALUES

CORPUS = [*READING, *UNREADABLE, *VALUES, *PEOPLE, *REGISTER, *FIGURES]
