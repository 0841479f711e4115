"""Registers of the organisation: who may do what, where, since when, and by which paper."""
