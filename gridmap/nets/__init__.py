"""One net out of many, with a crosswalk, and totals that are compared with what was published."""
