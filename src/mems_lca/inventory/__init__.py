"""From a bound study to unit processes with amounts: geometry, yields, gases, electricity, the chain."""
