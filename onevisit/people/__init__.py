"""People: applicants, those who act for them, what they agreed to and where they are served."""
