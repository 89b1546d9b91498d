"""Health: patients, printed forms, choices on use, access log. Sealed from the rest of the house."""
