"""Two communities side by side in one store, each with a plan, units, a job and features.

The drawing is that of `drawn_plan`: the west is one community, the east the other.
"""

import asyncio
import base64
import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import lattice
import patrols_apart
from drawn_plan import EAST, WEST, drawn_plan
from gridmap_api.store.jobs import Work, submit
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.lists import add_list, all_lists
from gridmap_api.store.making import create_plan
from gridmap_api.store.patrols import save_patrol
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from PIL import Image
from visiting import Visited

from gridmap.contiguity import build_contiguity

ROLES = ("anyone", "viewer", "patrol", "planner", "reader", "admin")
"""Who asks: the planner and the reader (by a token for reading) work in the west."""


@dataclass(frozen=True)
class Place:
    """A community, and the ids of what belongs to it."""

    code: str
    plan_id: str
    set_id: str
    job_id: str
    hazard_id: str
    middle: tuple[float, float]
    comment_id: str = ""
    report_id: str = ""
    photo_id: str = ""
    entry_id: str = ""
    secret: str = ""
    patrol_id: str = ""
    patrol_secret: str = ""
    new_patrol: Callable[[], str] = str
    """Returns the id of a patrol that may be removed."""
    new_list: Callable[[], str] = str
    """Returns the id of a list; one that was removed is made again."""


class Apart:
    """The service over both communities, and everybody who visits it."""

    def __init__(self, address, **settings):
        self.address = address
        self.visited = Visited(address, **settings)
        self.store = self.visited.store
        half_m = {WEST: 50, EAST: 450}
        shapes = [lattice.point(x, 50) for x in half_m.values()]
        hazards = lattice.layer(
            shapes, hazard_id=["h-west", "h-east"], community_code=[WEST, EAST]
        ).to_crs(4490)
        station = lattice.layer(shapes[:1], station_id=["s-west"]).to_crs(4490)
        squares = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
        communities = lattice.layer(
            squares, community_code=[WEST, EAST], name=["西社区", "东社区"]
        ).to_crs(4490)
        with self.store.write() as connection:
            import_layer(connection, "communities", communities, actor="test")
            import_layer(connection, "hazards", hazards, actor="test")
            import_layer(connection, "stations", station, actor="test")
        self.visitors = self._visitors()
        self.west = self._place(WEST, "h-west", lattice.point(150, 150))
        self.east = self._place(EAST, "h-east", lattice.point(550, 150))

    def _place(self, code, hazard_id, middle):
        whole = drawn_plan()
        plan = replace(
            whole,
            units=whole.units[whole.units["community_code"] == code].reset_index(drop=True),
            grids=whole.grids[whole.grids["community_code"] == code].reset_index(drop=True),
        )
        graph = build_contiguity(plan.units, {})
        with self.store.write() as connection:
            plan_id = create_plan(connection, plan, name=code, owner="test", graph=graph)
            work = Work("repair", {"plan_id": plan_id}, (code,), plan_id)
            job_id, _ = submit(connection, work, account="somebody")
            set_id = find_plan(connection, plan_id, EVERYTHING)["set_id"]
        shape = lattice.layer([middle]).to_crs(4490).geometry.iloc[0]
        place = Place(code, plan_id, set_id, job_id, hazard_id, (shape.x, shape.y))
        said = {"text": "请看这里", "place": place.middle}
        comment = self.visitors["admin"].post(f"/plans/{plan_id}/comments", json=said)
        return replace(
            place,
            comment_id=comment.json()["id"],
            **self._reported(place),
            **self._patrolled(place),
            new_list=self._new_list,
        )

    def _new_list(self):
        with self.store.write() as connection:
            known = [one.list_id for one in all_lists(connection)]
            return (known or [add_list(connection, "需求", ["事项"], actor="test").list_id])[0]

    def _reported(self, place):
        """Report something there by a QR entry, and return what may then be asked for."""
        admin = self.visitors["admin"]
        asked = {"plan_id": place.plan_id}
        kept, revoked = admin.post("/report-entries", json=asked).json()["entries"]
        secret = kept["address"].rpartition("/")[2]
        files = [("kind", (None, "road")), ("photo", ("a.jpg", jpeg(), "image/jpeg"))]
        self.visitors["anyone"].post(f"/entries/{secret}/reports", files=files)
        found = admin.get(f"/reports?community={place.code}").json()["reports"][0]["id"]
        photo = admin.get(f"/reports/{found}").json()["photo_list"][0]["id"]
        return {
            "report_id": found,
            "photo_id": photo,
            "entry_id": revoked["id"],
            "secret": secret,
        }

    def _patrolled(self, place):
        """Keep a patrol there with a link and a tick, and return what may then be asked for."""

        def save():
            places = dict.fromkeys(patrols_apart.PLACES, place.code)
            with self.store.write() as connection:
                saved = patrols_apart.saved("2126-07-01")
                return save_patrol(connection, saved, places=places, owner="test")

        patrol_id, admin = save(), self.visitors["admin"]
        route = f"/patrols/{patrol_id}/routes/1"
        said = {"stop": "h-1", "state": "done", "time": "2026-07-01T08:00:00Z"}
        said["photo"] = base64.b64encode(jpeg()).decode()
        admin.post(
            f"{route}/ticks", json=said, headers={"Idempotency-Key": f"band:{place.code}001"}
        )
        link = admin.post(f"{route}/link").json()["address"].rpartition("/")[2]
        return {"patrol_id": patrol_id, "patrol_secret": link, "new_patrol": save}

    def _visitors(self):
        accounts = {
            role: self.visited.account(role, role, [WEST])
            for role in ("viewer", "patrol", "planner", "admin")
        }
        self.visited.account("somebody")
        browsers = {role: self.visited.visitor(role) for role in accounts}
        reader = self.visited.program(accounts["planner"], "read")
        return {"anyone": self.visited.visitor(), **browsers, "reader": reader}

    def status(self, role, method, path, *, headers=(), body=b""):
        """Return the status of an answer; one that streams is left as soon as it begins."""
        visitor = self.visitors[role]
        sent = {"host": "localhost", **visitor.headers, **dict(headers)}
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        if cookies:
            sent["cookie"] = cookies
        return asyncio.run(_status(visitor.app, method, path, sent, body))


def jpeg():
    """Return a photo, as small as they come."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return out.getvalue()


async def _status(app, method, path, headers, body):
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    sent, begun = [{"type": "http.request", "body": body}], asyncio.Future()

    async def receive():
        if sent:
            return sent.pop()
        await begun
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start" and not begun.done():
            begun.set_result(message["status"])

    answering = asyncio.create_task(app(scope, receive, send))
    await asyncio.wait({answering, begun}, return_when=asyncio.FIRST_COMPLETED)
    await answering
    return begun.result()
