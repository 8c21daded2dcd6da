"""Tables of measurements as sustainability teams have them, read into typed records with their places."""
