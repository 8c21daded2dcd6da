"""Reading studies: typed frozen models of what people write, and the formula language."""
