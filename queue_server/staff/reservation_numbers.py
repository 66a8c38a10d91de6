"""The number of a reservation (予約番号), as it is said on the phone."""

from collections.abc import Callable

DIGITS = 6
"""Short enough to be said and written down, long enough that one misheard is seldom another's."""


def reservation_number(below: Callable[[int], int]) -> str:
    """A number that nobody can guess from another. `below(n)` is a random number from 0 to n - 1.

    It does not begin with 0, which is lost in spreadsheets and on forms.
    """
    first = 10 ** (DIGITS - 1)
    return str(first + below(9 * first))
