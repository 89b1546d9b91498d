"""What every operation of the API shares: who calls, how often, what was refused, and what was sent twice."""
