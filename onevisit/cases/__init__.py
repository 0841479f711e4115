"""The case from draft to archive: the engine, its actions and its queries."""
