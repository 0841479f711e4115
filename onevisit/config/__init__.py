"""Top floor: settings, addresses, the command line, and what starts and stops the programs of an installation."""
