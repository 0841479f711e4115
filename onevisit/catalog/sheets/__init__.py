"""The catalogue as a spreadsheet: which sheets and columns, writing one, reading one."""
