"""The windows of a hall: the console of the acceptance window, the issuing window, the keeper of seals."""
