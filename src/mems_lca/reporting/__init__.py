"""Reports: projections of one result into files."""
