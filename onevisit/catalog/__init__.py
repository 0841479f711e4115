"""What is offered: items, their versions, the guide, search, and the import of item files."""
