"""A proxy that cuts connections at random: before, within or after the answer."""

import random
import socket
import threading
from urllib.parse import urlsplit


class CuttingProxy:
    """Passes bytes on to a service, and cuts a share of the connections, until the block ends."""

    def __init__(self, url, *, share=0.5, seed=0):
        target = urlsplit(url)
        self.target = (target.hostname, target.port)
        self.share, self.rng = share, random.Random(seed)
        self.cuts = 0

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.accepting = threading.Thread(target=self._accept, daemon=True)
        self.accepting.start()
        return self

    def __exit__(self, *_):
        # Closing alone does not wake the thread that waits in accept.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.accepting.join(10)

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            fate = self.rng.choice(("deaf", "torn", "late")) if self._cuts() else "whole"
            threading.Thread(target=self._serve, args=(client, fate), daemon=True).start()

    def _cuts(self):
        cut = self.rng.random() < self.share
        self.cuts += cut
        return cut

    def _serve(self, client, fate):
        """Pass on one request; ``deaf`` cuts before it, ``torn`` in it, ``late`` after it."""
        with client:
            if fate == "deaf":
                return
            asked = _request(client)
            with socket.create_connection(self.target) as service:
                if fate == "torn":
                    service.sendall(asked[: len(asked) // 2])
                    return
                service.sendall(asked)
                answer = _rest(service)
                if fate == "whole":
                    client.sendall(answer)


def _request(client):
    """Return one request with its body, told to close the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next(
        (int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length")),
        0,
    )
    while len(body) < length:
        body += client.recv(65_536)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _rest(service):
    parts = []
    while part := service.recv(65_536):
        parts.append(part)
    return b"".join(parts)
