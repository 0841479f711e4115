"""The applicant's pages of a joint case (一件事): one form, one list, one submission, one progress page."""
