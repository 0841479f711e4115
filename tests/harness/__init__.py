"""What tests share: a real database server, real pages, a real browser, and helpers that judge pages."""
