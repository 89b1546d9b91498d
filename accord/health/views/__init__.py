"""Pages of health: HTTP only."""
