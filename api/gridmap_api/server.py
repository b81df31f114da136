"""Starting the service on a port."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from contextlib import closing

import uvicorn

from gridmap.errors import SettingsError, Text
from gridmap_api.auth.login import first_admin_link
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from gridmap_api.store.engine import open_store
from gridmap_api.store.rights import policies_hold
from gridmap_api.store.setup import upgrade

DEFAULT_PORT = 8765
PORTS_TRIED = 20
PATIENCE_S = 5
"""How long requests that are being answered may take when the service is told to stop."""

KEPT_OPEN_S = 75
"""How long an idle connection is kept: longer than browsers and proxies do, so that none of them
asks on one that is being closed."""

SUPERUSER = Text(
    "注意：数据库角色是超级用户，不受行级安全策略约束；请改用普通角色。",
    "Note: the role of the database is a superuser, whom row-level security does not bind; use "
    "another.",
)


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    anyone: bool = False,
    on_ready: Callable[[str], None] | None = None,
    on_notice: Callable[[Text], None] | None = None,
) -> None:
    """Serve a store or a file until the process is told to stop.

    Parameters
    ----------
    settings : Settings
        What is served. The tables of a store are brought up to date first.
    host : str
        Address to listen on.
    port : int
        Port; where it is taken, the next free one of the twenty after it. 0 for any free port.
    anyone : bool
        Whether everybody who reaches the machine may read the file.
    on_ready : callable, optional
        Called with the address, such as ``"http://127.0.0.1:8765/"``, once it answers.
    on_notice : callable, optional
        Called with what the keeper should know: the link for the first admin, a database role
        that passes by row-level security.

    Raises
    ------
    SettingsError
        If others could reach what has no accounts, or no port is free.
    UnreadableError
        If the file is neither a plan nor a project.
    """
    if not _is_loopback(host):
        _require_safe(settings, host, anyone=anyone)
    link = None if settings.database is None else _prepare(settings, on_notice)
    app = create_app(settings)
    if settings.database is None:
        app.state.source.content()
    listener = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listener.getsockname()[1]}/"
    if link is not None and on_notice is not None:
        on_notice(_first_link(f"{address.rstrip('/')}{link}"))
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=PATIENCE_S,
        timeout_keep_alive=KEPT_OPEN_S,
    )
    with listener:
        _Server(config, address, on_ready).run(sockets=[listener])


def _prepare(settings: Settings, on_notice: Callable[[Text], None] | None) -> str | None:
    """Bring the tables up to date; return the path of the link for the first admin, if any."""
    with closing(open_store(str(settings.database))) as store:
        upgrade(store)
        if not settings.accounts:
            return None
        if not store.is_file and not policies_hold(store) and on_notice is not None:
            on_notice(SUPERUSER)
        return first_admin_link(store)


def _first_link(link: str) -> Text:
    return Text(
        f"首位管理员请打开（一次有效，24 小时内）：{link}",
        f"The first admin opens (once, within 24 hours): {link}",
    )


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(
        self, config: uvicorn.Config, address: str, on_ready: Callable[[str], None] | None
    ) -> None:
        super().__init__(config)
        self._address = address
        self._on_ready = on_ready

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell open streams of events to end, and stop."""
        self.config.app.state.closing = True  # type: ignore[union-attr]
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started and self._on_ready is not None:
            self._on_ready(self._address)


def _require_safe(settings: Settings, host: str, *, anyone: bool) -> None:
    """Refuse to let others reach what anybody may read or change."""
    if settings.accounts or (anyone and settings.database is None):
        return
    remedy = (
        Text(
            "请去掉 --host，或加 --anyone 明确允许任何人只读访问。",
            "Leave --host out, or add --anyone to let anybody read.",
        )
        if settings.database is None
        else Text(
            "请去掉 --host，或加 --accounts 启用账号登录。",
            "Leave --host out, or add --accounts so that people log in.",
        )
    )
    raise SettingsError(
        Text(
            f"监听 {host} 会让网内其他人也能访问，而服务没有启用账号。",
            f"Listening on {host} lets others in the network in, and there are no accounts.",
        ),
        remedy,
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket on the port, or on the next free one of those after it."""
    for wanted in [port] if port == 0 else range(port, min(port + PORTS_TRIED, 65_536)):
        try:
            listener = socket.create_server((host, wanted), family=_family(host), backlog=2_048)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _cannot_listen(host, wanted, error) from error
            continue
        # Without it each answer waits for 40 ms: asyncio sets it on sockets it has made alone.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    raise SettingsError(
        Text(
            f"端口 {port} 至 {port + PORTS_TRIED - 1} 都被占用。",
            f"The ports {port} to {port + PORTS_TRIED - 1} are all taken.",
        ),
        Text("请用 --port 指定空闲端口。", "Name a free one by --port."),
    )


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _cannot_listen(host: str, port: int, error: OSError) -> SettingsError:
    return SettingsError(
        Text(
            f"不能在 {host}:{port} 监听：{error.strerror or error}。",
            f"Cannot listen on {host}:{port}: {error.strerror or error}.",
        ),
        Text(
            "请换用本机地址，或用 --port 指定 1024 以上的端口。",
            "Name an address of this machine, or by --port a port above 1023.",
        ),
    )
