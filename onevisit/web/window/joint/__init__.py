"""The window's console for a package (一件事): one situation, one form, one list, one receipt."""
