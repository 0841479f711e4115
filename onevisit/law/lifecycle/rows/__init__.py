"""The rows of the table of acts, by the phase of a case's life."""
