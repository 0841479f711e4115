"""The desk of the catalogue's keepers: items, their versions, changes on their way, the editor."""
