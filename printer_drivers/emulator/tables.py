"""Character tables of printers: katakana, code pages."""

from typing import Final

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
