"""Forms of health: they clean, they never save."""
