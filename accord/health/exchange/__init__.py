"""What other systems tell us about patients and their stays: read here, pure, knowing no model."""
