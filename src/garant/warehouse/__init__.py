"""Where facts come from and where expressions run. Effects live here; only ``run`` executes."""
