"""Rosters in: what a file holds, what it would change, writing it at once, and taking it back."""
