"""The names of the rows, known without loading the program."""

NAMES = (
    "case-create",
    "case-life",
    "case-steady",
    "worklist",
    "guide",
    "due",
    "document",
    "archive",
    "catalogue-import",
    "publish-check",
    "licence-status",
    "pdf-verify",
    "statements",
)
