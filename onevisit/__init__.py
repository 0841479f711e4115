"""onevisit: the platform a city runs its government service halls on."""
