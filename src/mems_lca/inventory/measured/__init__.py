"""Arithmetic of what was measured: totals, allocation, bottles and the ledger of gases."""
