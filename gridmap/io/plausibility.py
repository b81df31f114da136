"""How much a text reads as everyday text of the script of its encoding."""

from __future__ import annotations

_EVERYDAY = frozenset(
    "的一是了不在人有我他这中大来上国地到说时要就出会可也你对生能自年发后作里用道行所然家种事成"
    "方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意"
    "省市县区镇乡村社街路巷弄号楼栋幢单元室小组网格代码编名称类型别户数人口层积平方米地址备注状态"
    "级点河湖江渠桥铁站院医校园场公共服务中心党群驿老旧商住回迁物业管理企业居民治安东西南北新华"
    "縣區鎮鄉村裡里鄰號樓棟單戶數層積狀態級橋鐵醫學校園場黨舊商業管理東華國會來時說對們臺灣"
    "鑫瑞祥福禄鸿馨苑庭湾郡墅翡翠锦绣御嘉瑞龙凤豪庄园泰盛佳怡雅景苑晟宸府邸澜玺"
    "，。、（）：；《》“”０１２３４５６７８９"
)
_RARE = {"euc_jp": 0.9, "koi8_r": 0.75, "cp1251": 0.75, "cp874": 0.75, "cp1252": 0.75}
"""Encodings seldom met, which score high on bytes of others: a text in them must read well."""

_CYRILLIC = (("а", "я", 0.9), ("А", "Я", 0.4))
_ALPHABETS = {
    "koi8_r": _CYRILLIC,
    "cp1251": _CYRILLIC,
    "cp874": (("\u0e01", "\u0e4e", 0.85),),
    "cp1252": (("À", "ÿ", 0.8), ("\x80", "¿", 0.1)),
}
"""First and last letter of an alphabet, and how much it speaks for its encoding."""

_SAMPLE_CHARACTERS = 20_000


def plausibility(data: bytes, codec: str) -> float:
    """Return how much a text reads as everyday text of the script of its encoding.

    Parameters
    ----------
    data : bytes
        Bytes that decode.
    codec : str
        Name of a Python codec.

    Returns
    -------
    float
        Mean over the characters beyond ASCII, from 0 (gibberish) to 1. The national standards
        sort characters by use: GB 2312 and Big5 have a first level of 3,755 and 5,401 everyday
        characters, JIS X 0208 one of 2,965; most characters of a text in the right encoding are
        of the first level, about half are under a wrong one.
    """
    wide = [char for char in data.decode(codec) if ord(char) > 127]
    wide = wide[:_SAMPLE_CHARACTERS]
    mean = sum(_weight(char, codec) for char in wide) / max(1, len(wide))
    return mean * _RARE.get(codec, 1.0)


def _weight(char: str, codec: str) -> float:
    if codec in _ALPHABETS:
        fitting = (weight for first, last, weight in _ALPHABETS[codec] if first <= char <= last)
        return next(fitting, 0.0)
    if char in _EVERYDAY:
        return 1.0
    if "\u3041" <= char <= "\u30fe":
        return 0.95 if codec in {"cp932", "euc_jp"} else 0.1
    if "가" <= char <= "힣":
        return 0.97 if codec == "euc_kr" else 0.0
    return 0.85 if _first_level(char, codec) else 0.15


def _first_level(char: str, codec: str) -> bool:
    sets = {
        "gb18030": ("gb2312", 0xB0, 0xD7),
        "big5hkscs": ("big5", 0xA4, 0xC6),
        "cp950": ("big5", 0xA4, 0xC6),
        "cp932": ("euc_jp", 0xB0, 0xCF),
        "euc_jp": ("euc_jp", 0xB0, 0xCF),
    }
    if codec not in sets:
        return False
    standard, first, last = sets[codec]
    code = char.encode(standard, errors="ignore")
    return len(code) == 2 and first <= code[0] <= last
