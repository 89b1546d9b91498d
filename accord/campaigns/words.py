"""The gate's reasons said of many people at once, and those of the outbox's own rhythm."""
