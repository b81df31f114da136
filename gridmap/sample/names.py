"""Names for an invented street: plausible, drawn by chance, and each given only once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

COUNTY_CODE = "370899"
"""Six digits that no county bears."""

COMMUNITY_WORDS = (
    "望溪 柳岸 棠梨 松涛 云栖 桂园 竹里 荷塘 春晖 秋实 晨光 暖阳 听雨 揽月 青禾 麦香 槐荫里 杏坛 "
    "梧桐里 银杏 海棠 紫藤 丹枫 雪松 芦荡 鹭洲 雁归 燕鸣 鹤鸣 鱼跃 书香 墨韵 琴台 棋盘 画桥 砚池 "
    "明礼 崇信 敦睦 惠民 和畅 康宁 福泽 同心 向阳 迎旭 永宁 长乐 安澜 泰和 瑞祥 景行 知行 弘毅"
).split()
STREET_WORDS = "文澜 云峰 清漪 丰和 南屏 北苑 东篱 西岭 静远 宁泰".split()
COMPOUND_WORDS = (
    "锦绣 和平 金桂 阳光 翠湖 丽景 馨雅 嘉禾 祥瑞 福临 盛世 御景 天和 华庭 尚品 水岸 枫林 香樟 "
    "玉兰 丁香 芳草 绿洲 星河 明月 朝霞 晚晴 幸福 团结 建设 红星 光明 胜利 前进 新风 仁和 德馨 "
    "锦溪 凤鸣 麒麟 鸿运 都市 时代 未来 学府 书苑 名仕"
).split()
COMPOUND_ENDINGS = {
    "commercial": "花园 苑 府 城 名邸 华府 公馆 国际".split(),
    "old": "小区 里 新村 宿舍区 大院".split(),
    "resettlement": "家园 新苑 安置区 新居".split(),
}
ROAD_FIRST = "文 明 崇 德 青 云 锦 康 宁 泰 和 丰 瑞 福 兴 安 广 景 思 学 修 远 翰 墨".split()
ROAD_SECOND = "澜 华 阳 源 泽 祥 平 顺 达 汇 茂 盛 林 溪 岭 石 桥 亭 津 渡 洲 苑 舍 圃".split()
PURPOSE_ENDINGS = {
    "market": ("农贸市场", "便民市场", "综合市场"),
    "school": ("小学", "中学", "实验学校"),
    "hospital": ("医院", "中医院", "康复医院"),
    "village": ("村", "庄"),
}


class Names:
    """Gives names, none of them twice.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of chance.

    Examples
    --------
    >>> names = Names(np.random.default_rng(1))
    >>> names.road("路") != names.road("路")
    True
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._communities = self._shuffled(COMMUNITY_WORDS)
        self._streets = self._shuffled(STREET_WORDS)
        self._roads = self._shuffled(
            ["".join(pair) for pair in itertools.product(ROAD_FIRST, ROAD_SECOND)]
        )
        self._compounds = {
            kind: self._shuffled(
                ["".join(pair) for pair in itertools.product(COMPOUND_WORDS, endings)]
            )
            for kind, endings in COMPOUND_ENDINGS.items()
        }
        self._sites = {
            purpose: self._shuffled(
                ["".join(pair) for pair in itertools.product(COMMUNITY_WORDS, endings)]
            )
            for purpose, endings in PURPOSE_ENDINGS.items()
        }

    def community(self) -> str:
        """Return the name of a community.

        Returns
        -------
        str
            Such as ``望溪社区``.
        """
        return f"{next(self._communities)}社区"

    def street(self) -> str:
        """Return the name of a street.

        Returns
        -------
        str
            Such as ``文澜街道``.
        """
        return f"{next(self._streets)}街道"

    def compound(self, kind: str) -> str:
        """Return the name of a residential compound.

        Parameters
        ----------
        kind : {"commercial", "old", "resettlement"}
            Its kind.

        Returns
        -------
        str
            Such as ``锦绣花园``.
        """
        return next(self._compounds[kind])

    def site(self, purpose: str) -> str:
        """Return the name of a market, school, hospital or village.

        Parameters
        ----------
        purpose : {"market", "school", "hospital", "village"}
            What it is for.

        Returns
        -------
        str
            Such as ``望溪小学``.
        """
        return next(self._sites[purpose])

    def road(self, ending: str) -> str:
        """Return the name of a road.

        Parameters
        ----------
        ending : str
            ``路``, ``街`` or ``巷``.

        Returns
        -------
        str
            Such as ``文澜路``.
        """
        return f"{next(self._roads)}{ending}"

    def _shuffled(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the words in a drawn order, then again with a number."""
        order = np.argsort(self._rng.random(len(words)), kind="stable")
        for turn in itertools.count(1):
            for index in order:
                yield words[index] + (f"{'一二三四五六七八九十'[turn - 1]}区" if turn > 1 else "")
