"""What schools do together."""

from exchanges.models.rotation import Rotation

__all__ = ["Rotation"]
