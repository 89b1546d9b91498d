"""Webhooks: what happened, told to programs elsewhere. The journal says what; nothing but ids leaves by default."""
