"""Words of dossiers, on paper, as a page and in a kit."""

from __future__ import annotations

from types import MappingProxyType

from gridmap.errors import Text

WORDS = MappingProxyType(
    {
        "dossier": Text("网格档案", "Grid dossier"),
        "grid": Text("网格编码", "Grid code"),
        "name": Text("名称", "Name"),
        "community": Text("所属社区", "Community"),
        "street": Text("所属街道", "Street"),
        "kind": Text("网格类型", "Kind"),
        "date": Text("日期", "Date"),
        "version": Text("版本号", "Version"),
        "scan": Text("扫码打开该版本", "Scan: this version"),
        "scan_version": Text("版本号", "Version"),
        "datum": Text("坐标系 CGCS2000", "CGCS2000"),
        "page": Text("第 {n} / {all} 页", "page {n} of {all}"),
        "office": Text("内部使用", "For office use"),
        "public": Text("公开版", "Public edition"),
        "made": Text("编制", "Made by"),
        "checked": Text("审核", "Checked by"),
        "day": Text("日期", "Date"),
        "draft_map": Text(
            "工作示意图，未经地图审核，不得公开。",
            "Working map, not reviewed: not for publication.",
        ),
        "continued": Text("（续）", " (continued)"),
        "no_map": Text("（无图）", "(no map)"),
    }
)
