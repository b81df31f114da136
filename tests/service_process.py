"""A real service in a process of its own, on a real socket, that a test may kill."""

import json
import os
import signal
import subprocess
import sys

import httpx

SERVE = """
import sys, json
from gridmap_api.server import serve
from gridmap_api.settings import Settings
settings = Settings(**json.loads(sys.argv[1]))
serve(settings, port=int(sys.argv[2]), on_ready=lambda address: print(address, flush=True))
"""


class ServiceProcess:
    """A service over a store, until the end of the block.

    ``settings`` are members of `gridmap_api.settings.Settings` that JSON can hold.
    """

    def __init__(self, address, *, port=0, **settings):
        given = json.dumps({"database": address, **settings})
        self.command = [sys.executable, "-c", SERVE, given, str(port)]
        self.process = None
        self.url = ""

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Start it, and return once it answers."""
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the service did not start"
        return self

    def client(self, **options):
        """Return a client of it."""
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False, **options)

    def kill(self):
        """End it and its children as a crash would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self.process.stdout.close()

    def stop(self):
        """End it as its keeper would."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.process.stdout.close()
