"""The life of a licence after it was issued: states, validity, ends, renewal."""
