"""The control visit: a browser goes round a site and compares what it meets with what is declared."""
