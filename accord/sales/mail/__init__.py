"""E-mails of colleagues, kept beside the people they were exchanged with; never anybody else's."""
