"""Template tags of the accounts room."""
