"""What schools do together."""

from exchanges.models.exemption import Exemption
from exchanges.models.rotation import Rotation

__all__ = ["Exemption", "Rotation"]
