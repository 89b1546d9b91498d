"""HTTP: what the public sees, what colleagues see."""
