"""How far the district is from its targets: designations, targets, coverage rates and reconciliation."""
