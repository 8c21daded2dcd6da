"""Measured against modelled: what the model leaves unexplained, and what that is held by."""
