"""Paper: forms to be filled in by hand, printed with the place of every box, and read back. Pure: knows no model."""
