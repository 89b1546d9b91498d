"""What is written in health: every action names its actor, one transaction, one line of the journal."""
