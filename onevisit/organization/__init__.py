"""Regions, halls, departments, windows, posts, staff, delegations, and the one question ``may``."""
