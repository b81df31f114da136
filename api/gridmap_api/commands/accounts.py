"""The commands of accounts: gridmap user add, link, list, role, disable, enable, token, audit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridmap.cli.build import LangOption
from gridmap.cli.console import Speaker
from gridmap.errors import Lang, SettingsError, Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gridmap_api.store.accounts import AccountFacts
    from gridmap_api.store.engine import Store

ACTOR = "gridmap user"
DEFAULT_ADDRESS = "http://127.0.0.1:8765"
ROLES = {
    "viewer": Text("查看者", "viewer"),
    "planner": Text("规划员", "planner"),
    "patrol": Text("巡查员", "patrol"),
    "admin": Text("管理员", "admin"),
}

LISTED = (
    Text("账号", "Name"),
    Text("姓名", "Shown"),
    Text("角色", "Role"),
    Text("社区", "Communities"),
    Text("状态", "State"),
)
AUDITED = (
    Text("编号", "Number"),
    Text("时间", "Time"),
    Text("谁", "Actor"),
    Text("操作", "Action"),
    Text("对象", "Object"),
    Text("结果", "Result"),
)

Role = Literal["viewer", "planner", "patrol", "admin"]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="账号。|Name to log in by.")]
StoreOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="仓库：GeoPackage 路径或 postgresql:// 地址；也可设 GRIDMAP_DATABASE_URL。"
        "|The store: a GeoPackage or postgresql://...; or set GRIDMAP_DATABASE_URL.",
    ),
]
AddressOption = Annotated[
    str, typer.Option(help="服务的地址，写进链接。|Address of the service, for the link.")
]
RoleOption = Annotated[Role, typer.Option(help="角色。|Role.")]
CommunitiesOption = Annotated[
    str,
    typer.Option(
        metavar="CODES",
        help="社区代码，用逗号分隔；* 为全部。|Codes of communities, with commas; * for all.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application.

    Parameters
    ----------
    app : typer.Typer
        The application of `gridmap.cli`.
    """
    user = typer.Typer(no_args_is_help=True)
    for name, command in (
        ("add", add),
        ("list", list_),
        ("role", role),
        ("disable", disable),
        ("enable", enable),
        ("link", link),
        ("token", token),
        ("audit", audit),
    ):
        user.command(name)(command)
    app.add_typer(
        user,
        name="user",
        help="账号、登录链接、API 令牌与审计日志。|Accounts, links, API tokens, the audit log.",
    )


def add(
    name: NameArgument,
    role: RoleOption = "viewer",
    communities: CommunitiesOption = "",
    shown: Annotated[str, typer.Option(help="显示的姓名。|Name that others see.")] = "",
    subject: Annotated[
        str | None,
        typer.Option(
            help="统一登录的身份：签发者、竖线、主体。"
            "|At an OpenID provider: issuer, a bar, subject."
        ),
    ] = None,
    store: StoreOption = None,
    address: AddressOption = DEFAULT_ADDRESS,
    lang: LangOption = "zh",
) -> None:
    """新建账号，并给出一次性登录链接（24 小时内有效）。

    示例：gridmap user add zhang --role planner --communities 370829001001

    | Make an account, and a link by which it comes in once (within 24 hours).

    Example: gridmap user add zhang --role planner --communities 370829001001
    """
    from gridmap_api.store.accounts import add_account

    _require_name(name)
    with _opened(store) as opened:
        codes = _codes(communities)
        with opened.write() as connection:
            made = add_account(
                connection, name, role=role, communities=codes, shown=shown, subject=subject
            )
            _note(connection, "account", name, f"role={role}, communities={codes}")
        _tell_link(opened, made, address, lang)


def list_(store: StoreOption = None, lang: LangOption = "zh") -> None:
    """列出账号。

    示例：gridmap user list

    | List the accounts.

    Example: gridmap user list
    """
    from gridmap_api.store.accounts import list_accounts

    with _opened(store) as opened, opened.read() as connection:
        found = list_accounts(connection)
    states = {True: Text("可用", "active"), False: Text("停用", "disabled")}
    rows = [
        (
            one.name,
            one.shown,
            ROLES[one.role].say(lang),
            ", ".join(one.communities),
            states[one.active].say(lang),
        )
        for one in found
    ]
    Speaker(lang).table(Text("账号", "Accounts"), LISTED, rows)


def role(
    name: NameArgument,
    role: Annotated[Role, typer.Argument(help="角色。|Role.")],
    communities: CommunitiesOption = "",
    store: StoreOption = None,
    lang: LangOption = "zh",
) -> None:
    """更改账号的角色和社区；该账号的登录随即失效。

    示例：gridmap user role zhang planner --communities 370829001001,370829001002

    | Change the role and the communities of an account; its sessions end.

    Example: gridmap user role zhang planner --communities 370829001001,370829001002
    """
    _change(store, name, lang, role=role, communities=_codes(communities))


def disable(name: NameArgument, store: StoreOption = None, lang: LangOption = "zh") -> None:
    """停用账号：登录、令牌和链接随即失效。

    示例：gridmap user disable zhang

    | Disable an account: its sessions, tokens and links end.

    Example: gridmap user disable zhang
    """
    _change(store, name, lang, active=False)


def enable(name: NameArgument, store: StoreOption = None, lang: LangOption = "zh") -> None:
    """重新启用账号。

    示例：gridmap user enable zhang

    | Let an account in again.

    Example: gridmap user enable zhang
    """
    _change(store, name, lang, active=True)


def link(
    name: NameArgument,
    store: StoreOption = None,
    address: AddressOption = DEFAULT_ADDRESS,
    lang: LangOption = "zh",
) -> None:
    """给出一次性登录链接（24 小时内有效），用来设置新密码。

    示例：gridmap user link zhang

    | Make a link by which an account comes in once (within 24 hours) and chooses a password.

    Example: gridmap user link zhang
    """
    from gridmap_api.store.accounts import find_account

    with _opened(store) as opened:
        with opened.read() as connection:
            found = find_account(connection, name)
        _tell_link(opened, found, address, lang)


def token(
    name: NameArgument,
    purpose: Annotated[str, typer.Option(help="用途。|What it is for.")] = "gridmap user token",
    access: Annotated[
        Literal["read", "write"], typer.Option(help="只读或可写。|For reading, or writing too.")
    ] = "read",
    days: Annotated[int, typer.Option(min=1, max=365, help="有效天数。|Days until it ends.")] = 90,
    store: StoreOption = None,
    lang: LangOption = "zh",
) -> None:
    """为账号新建 API 令牌；只显示这一次。

    示例：gridmap user token zhang --access read --days 30

    | Make an API token for an account; it is shown this once.

    Example: gridmap user token zhang --access read --days 30
    """
    from gridmap_api.store.accounts import find_account
    from gridmap_api.store.logins import make_token

    with _opened(store) as opened, opened.write() as connection:
        account = find_account(connection, name)
        token_id, secret = make_token(connection, account, name=purpose, access=access, days=days)
        _note(connection, "token", token_id, f"{name}, {access}, {days}")
    Speaker(lang).out.print(secret, markup=False, soft_wrap=True)


def audit(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="条数。|Entries.")] = 50,
    store: StoreOption = None,
    lang: LangOption = "zh",
) -> None:
    """显示审计日志最近的条目。

    示例：gridmap user audit --limit 100

    | Show the last entries of the audit log.

    Example: gridmap user audit --limit 100
    """
    from gridmap_api.store.audit import read_audit

    with _opened(store) as opened, opened.read() as connection:
        entries = read_audit(connection, before=None, limit=limit)
    names = ("number", "time", "actor", "action", "object", "result")
    rows = [tuple(str(entry[name]) for name in names) for entry in reversed(entries)]
    Speaker(lang).table(Text("审计日志", "Audit log"), AUDITED, rows)


@contextmanager
def _opened(address: str | None) -> Iterator[Store]:
    """Give a store with all its tables, which is made if it is a file that is not there yet."""
    from gridmap_api.store.engine import open_store
    from gridmap_api.store.setup import upgrade

    named = address or os.environ.get("GRIDMAP_DATABASE_URL")
    if not named:
        raise SettingsError(
            Text("没有指定仓库。", "No store is named."),
            Text(
                "请加 --store，或设置 GRIDMAP_DATABASE_URL。",
                "Give --store, or set GRIDMAP_DATABASE_URL.",
            ),
        )
    with closing(open_store(named)) as store:
        upgrade(store)
        yield store


def _change(address: str | None, name: str, lang: Lang, **values: object) -> None:
    from gridmap_api.store.accounts import change_account, find_account

    with _opened(address) as store, store.write() as connection:
        change_account(connection, find_account(connection, name), **values)
        told = ", ".join(f"{key}={value}" for key, value in values.items())
        _note(connection, "account", name, told)
    Speaker(lang).say(Text(f"已更改账号 {name}。", f"The account {name} was changed."))


def _tell_link(store: Store, account: AccountFacts, address: str, lang: Lang) -> None:
    from gridmap_api.auth.login import invite

    url = address.rstrip("/") + invite(store, account, actor=ACTOR)
    Speaker(lang).say(
        Text(
            f"{account.name} 的登录链接（24 小时内可用一次）：{url}",
            f"Link for {account.name} (works once, within 24 hours): {url}",
        )
    )


def _note(connection: Connection, action: str, named: str, result: str) -> None:
    from gridmap_api.store.audit import record

    record(connection, actor=ACTOR, action=action, object=named, result=result)


def _require_name(name: str) -> None:
    from gridmap_api.auth.login import NAME

    if re.match(NAME, name) is None:
        raise SettingsError(
            Text("账号名不能用。", "The name cannot be used."),
            Text(
                "可用字母、数字、汉字和 . _ + @ -，最多 64 个字符。",
                "Use letters, digits and . _ + @ -, 64 at most.",
            ),
        )


def _codes(communities: str) -> list[str]:
    codes = sorted({code.strip() for code in communities.split(",") if code.strip()})
    if any(re.fullmatch(r"\d{12}", code) is None for code in codes) and codes != ["*"]:
        raise SettingsError(
            Text("社区代码不能用。", "A code of a community cannot be used."),
            Text(
                "请写 12 位代码，用逗号分隔；或写 * 表示全部。",
                "Write 12 digits each, with commas; or * for all.",
            ),
        )
    return codes
