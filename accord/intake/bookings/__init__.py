"""Pages on which people book a meeting: their address is confirmed first, as on every form."""
