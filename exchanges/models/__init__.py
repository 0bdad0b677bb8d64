"""What schools do together."""

from exchanges.models.booking import Booking
from exchanges.models.exemption import Exemption
from exchanges.models.resource import OpeningHours, SharedResource
from exchanges.models.rotation import Rotation

__all__ = ["Booking", "Exemption", "OpeningHours", "Rotation", "SharedResource"]
