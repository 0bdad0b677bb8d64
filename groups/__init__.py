"""Education groups: a lead school and its members, or a regional alliance, each with its days."""
