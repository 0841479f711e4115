"""Top floor: settings, addresses, command line, and what starts and stops an installation."""
