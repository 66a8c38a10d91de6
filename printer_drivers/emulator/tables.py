"""Tables of the command reference: lengths of commands that draw nothing, character tables."""

from typing import Final

PARAMETERS: Final[dict[bytes, int]] = {
    b"\x1b%": 1,
    b"\x1b=": 1,
    b"\x1b?": 1,
    b"\x1bL": 0,
    b"\x1bS": 0,
    b"\x1bT": 1,
    b"\x1bU": 1,
    b"\x1bV": 1,
    b"\x1bW": 8,
    b"\x1bZ": 0,
    b"\x1be": 1,
    b"\x1bc": 2,
    b"\x1bp": 3,
    b"\x1br": 1,
    b"\x1bu": 1,
    b"\x1bv": 0,
    b"\x1b{": 1,
    b"\x1b\x0c": 0,
    b"\x1c?": 2,
    b"\x1cp": 2,
    b"\x1d$": 2,
    b"\x1d/": 1,
    b"\x1d:": 0,
    b"\x1dE": 1,
    b"\x1dT": 1,
    b"\x1d\\": 2,
    b"\x1d^": 3,
    b"\x1db": 1,
    b"\x1dc": 0,
}
"""Bytes after the command's name, for those that the emulator passes over in silence."""

EXTENDED_SILENT: Final = frozenset(
    {
        b"\x1b(A",  # buzzer
        b"\x1c(e",  # when status is sent
        b"\x1d(D",  # which real-time commands are obeyed
        b"\x1d(E",  # the printer's own setup
        b"\x1d(K",  # speed and darkness
        b"\x1d(M",  # settings kept over power off
    }
)
"""Commands with a length (`ESC ( x`, `FS ( x`, `GS ( x`) that draw nothing."""

_KATAKANA: Final = (
    "▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯"
    " ｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ"
    "═╞╪╡◢◣◥◤♠♥♦♣●○╱╲╳円年月日時分秒〒市区町村人▒ "
)
"""Page 1, from 80 hex on."""

_CODE_PAGES: Final[dict[int, str]] = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    13: "cp857",
    14: "cp737",
    15: "iso8859_7",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    32: "cp720",
    33: "cp775",
    34: "cp855",
    35: "cp861",
    36: "cp862",
    37: "cp864",
    38: "cp869",
    39: "iso8859_2",
    40: "iso8859_15",
    44: "cp1125",
    45: "cp1250",
    46: "cp1251",
    47: "cp1253",
    48: "cp1254",
    49: "cp1255",
    50: "cp1256",
    51: "cp1257",
    52: "cp1258",
    53: "kz1048",
}
"""Pages of `ESC t` that are a code page of another name, too."""

KNOWN_PAGES: Final = frozenset(_CODE_PAGES) | {1}
BOX: Final = "\U0010fffd"
"""No font has it: it is drawn as a box."""


def upper_half(page: int, byte: int) -> str | None:
    """What a page of `ESC t` has at 80 to FF hex; None where it has nothing, or is not known."""
    if page == 1:
        return _KATAKANA[byte - 0x80]
    if page not in _CODE_PAGES:
        return None
    character = bytes([byte]).decode(_CODE_PAGES[page], errors="replace")
    if character == "\N{NO-BREAK SPACE}":
        return " "
    if character == "\N{SOFT HYPHEN}":
        return "-"
    return character if character.isprintable() and character != "\ufffd" else None
