"""Following a case: the line of what happened, shared by the applicant's page and the query by number."""
