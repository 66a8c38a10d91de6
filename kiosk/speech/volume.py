"""How loud the speech is, in steps. Pure."""

from typing import Final

LOUDEST: Final = 8
"""Steps of the volume, 1 to this."""
FIRST_VOLUME: Final = 3
"""What everybody begins with: never louder than is pleasant in headphones. Whoever hears little
makes it louder, and the next person begins here again (Section 508, 402.3.1)."""
