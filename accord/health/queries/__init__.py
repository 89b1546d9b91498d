"""What is read in health, each read with its line of the journal."""
