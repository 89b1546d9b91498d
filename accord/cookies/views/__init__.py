"""The public pages and addresses of a site's banner."""
