"""The inventory workbook: any study as a workbook to fill in, and the template to start from."""
