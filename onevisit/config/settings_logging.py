"""Settings of the log: one line per event on standard error, UTF-8, without personal data.

Django puts the whole request with its form fields into the log of an error; here a record says only which
address failed and why, because form fields are people's names and numbers.
"""

import logging


class WithoutPersonalData(logging.Filter):
    """Takes the request and the query string off a record before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keeps the record; removes what could name a person."""
        if hasattr(record, "request"):
            record.request = None
        return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_personal_data": {"()": WithoutPersonalData}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "standard_error": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_personal_data"],
        }
    },
    "root": {"handlers": ["standard_error"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO", "propagate": True, "handlers": []},
        "django.server": {"level": "WARNING", "propagate": True, "handlers": []},
        "procrastinate": {"level": "WARNING", "propagate": True},
        "pyhanko": {"level": "WARNING", "propagate": True},
        "fontTools": {"level": "WARNING", "propagate": True},
    },
}
