"""A real service with the drawn patrol of `patrols_apart`, for today, and a link to each route."""

import contextlib
from datetime import datetime, timedelta, timezone

import patrols_apart
from client_page import ClientService
from gridmap_api.auth.passwords import hash_password
from gridmap_api.store.accounts import add_account, change_account
from gridmap_api.store.engine import open_store
from gridmap_api.store.patrol_links import make_link
from gridmap_api.store.patrols import last_visits, save_patrol
from gridmap_api.store.setup import upgrade
from gridmap_api.store.visits import ticks_of

PASSWORD = "三只猫 on a warm roof"


class PatrolService(ClientService):
    """A service of which a test may cut the network, and look into the store."""

    def __init__(self, folder, **settings):
        super().__init__(folder, accounts=True, workers=0, **settings)
        today = datetime.now(timezone(timedelta(hours=8))).date().isoformat()
        with contextlib.closing(open_store(self.path)) as store:
            upgrade(store)
            with store.write() as connection:
                self.patrol_id = save_patrol(
                    connection,
                    patrols_apart.saved(today),
                    places=patrols_apart.PLACES,
                    owner="admin",
                )
                patrol = add_account(
                    connection, "patrol", role="patrol", communities=[patrols_apart.WEST]
                )
                change_account(connection, patrol, password=hash_password(PASSWORD))
                self.secrets = {
                    number: make_link(connection, self.patrol_id, number, day=today, actor="x")[0]
                    for number in (1, 2)
                }
        self.today = today

    def link(self, number=1):
        return f"{self.url}patrol/{self.secrets[number]}"

    def ticks(self):
        """Return what the service has of every stop, as (stop, state), in the phones' order."""
        return [(one["stop"], one["state"]) for one in self.rows()]

    def rows(self):
        with contextlib.closing(open_store(self.path)) as store, store.read() as connection:
            return ticks_of(connection, self.patrol_id)

    def visits(self):
        with contextlib.closing(open_store(self.path)) as store, store.read() as connection:
            return last_visits(connection)
