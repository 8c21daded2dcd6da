"""Workbooks in: what is safe to open, the cells of its sheets with their places, and what they hold as typed values."""
