"""From unit processes to impacts: matrices, the Brightway calculation, and the one table of contributions."""
