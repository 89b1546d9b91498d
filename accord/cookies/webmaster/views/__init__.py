"""The pages of the webmaster."""
