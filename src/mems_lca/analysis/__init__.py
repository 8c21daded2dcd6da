"""What a result says: contributions grouped, routes compared, the result as one immutable record."""
