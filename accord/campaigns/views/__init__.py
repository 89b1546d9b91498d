"""Pages of campaigns, one module for each step."""
