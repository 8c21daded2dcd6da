"""The library: packs of steps, routes, studies and factors, and the look-ups that bind a study to them."""
