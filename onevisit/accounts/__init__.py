"""Accounts: who signs in, by which proof, and what happens after too many failures."""
