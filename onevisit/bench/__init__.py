"""Measuring the speed of an installation: `onevisit bench`. What each row means stands in docs/bench.md."""
