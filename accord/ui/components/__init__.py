"""The components of the pages: one library of template tags per family, gathered by templatetags/ui.py."""
