"""Repair: from any present plan, the fewest households moved until every rule holds."""
