"""The house: settings, database, commands, addresses."""
