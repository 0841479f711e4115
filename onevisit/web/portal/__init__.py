"""The public pages: search, guides, guidance sheets, the clause matrix, notices of change."""
