"""The applicant's pages: apply step by step, and follow one's own cases."""
