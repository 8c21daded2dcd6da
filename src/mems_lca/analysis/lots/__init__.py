"""Lots of wafers: what each one passed, and what that comes to."""
