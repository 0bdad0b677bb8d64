"""The floor between groups and coverage: rotations, joint activities and shared resources."""
