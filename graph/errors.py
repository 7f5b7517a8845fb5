"""The errors that this package raises on purpose, each one line that names the place, the cause and the next step.

::

    GlossaryGraphError
    ├── EntryError          an input file or entry cannot be read
    ├── SettingsError       glossary-graph.toml or an option is wrong
    ├── DomainError         a domain folder's data is wrong (vocabulary, gazetteer, patterns)
    ├── ClaimError          a stored claim or mention cannot be read
    ├── ModelError          a trained model cannot be loaded
    ├── GoldError           annotated gold cannot be read
    ├── FolderError         an output folder cannot be written or is no build of ours
    ├── ServeError          the server cannot start
    ├── CheckError          a check cannot run
    ├── UnknownTermError    no thing of the graph has that name
    └── QueryError          a SPARQL query cannot be parsed or answered
        ├── QueryTimeoutError   it takes too long
        ├── QuerySizeError      it takes too much memory, or its answer has too many bytes
        ├── QueryFormatError    its kind of answer has none of the formats that are accepted
        └── QueryBusyError      no worker is free to answer it
"""

__all__ = [
    "CheckError",
    "ClaimError",
    "DomainError",
    "EntryError",
    "FolderError",
    "GlossaryGraphError",
    "GoldError",
    "ModelError",
    "QueryBusyError",
    "QueryError",
    "QueryFormatError",
    "QuerySizeError",
    "QueryTimeoutError",
    "ServeError",
    "SettingsError",
    "UnknownTermError",
]


class GlossaryGraphError(Exception):
    """Root of the errors below; the command line prints it as one line and exits with 1."""


class EntryError(GlossaryGraphError):
    """An input file or entry cannot be read."""


class SettingsError(GlossaryGraphError):
    """A setting has an unknown name or a value that cannot be used."""


class DomainError(GlossaryGraphError):
    """A domain folder's vocabulary, gazetteer or patterns are wrong."""


class ClaimError(GlossaryGraphError):
    """A stored claim or mention cannot be read."""


class GoldError(GlossaryGraphError):
    """Annotated gold cannot be read."""


class FolderError(GlossaryGraphError):
    """An output folder cannot be written, or is no build of ours."""


class ServeError(GlossaryGraphError):
    """The server cannot start: its port is taken, or a package that it needs is missing."""


class CheckError(GlossaryGraphError):
    """A check cannot run; what it needs is not installed."""


class UnknownTermError(GlossaryGraphError):
    """No thing of the graph has the name asked for."""


class QueryError(GlossaryGraphError):
    """A SPARQL query cannot be parsed or answered."""


class QueryTimeoutError(QueryError):
    """A query takes longer than it may."""


class QuerySizeError(QueryError):
    """A query takes more memory than it may, or its answer more bytes."""


class QueryFormatError(QueryError):
    """A query's kind of answer cannot be written in any format that is accepted."""


class QueryBusyError(QueryError):
    """All workers are busy, and stayed so as long as a query waits."""


class ModelError(GlossaryGraphError):
    """A trained model cannot be loaded."""
