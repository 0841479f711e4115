"""The rules of law as tables and pure functions; no framework, no database, no clock of its own."""
