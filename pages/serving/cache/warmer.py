"""After a change the site renders itself again, so that visitors find it ready.

One thread does it, one page after the other, and rests as long as it has worked. It also
brings into the database what is to be stored, so that no visitor waits for that.
"""

import logging
import time
from threading import Event, Thread

logger = logging.getLogger(__name__)

# More pages than that are rendered when somebody asks for them.
MAX_PAGES = 300
MAX_WAITING = 1000


class Renewal:
    """The thread that works behind the server."""

    def __init__(self, server):
        self._server = server
        self._woken = Event()
        self._renewed = None
        self._waiting = {}
        if server.is_on:
            Thread(target=self._run, name="renew-snapshots", daemon=True).start()

    def wake(self):
        """See soon whether the site has changed, and whether there is something to store."""
        self._woken.set()

    def store(self, key, snapshot):
        """Have the snapshot stored soon."""
        if len(self._waiting) < MAX_WAITING:
            self._waiting[key] = snapshot
        self.wake()

    def _run(self):
        self._server.django.loaded.wait()
        while True:
            self._woken.wait()
            self._woken.clear()
            try:
                self._renew()
            except Exception:
                logger.exception("The site could not be rendered again.")

    def _renew(self):
        state, is_away = self._server.look()
        if is_away:
            return
        if state.epoch != self._renewed:
            for key in self._server.django.list_keys(MAX_PAGES):
                start = time.monotonic()
                self._server.get(key)
                self._save()
                if self._server.look()[0].epoch != state.epoch:
                    # It has changed once more: from the beginning.
                    self.wake()
                    return
                time.sleep(time.monotonic() - start)
            self._renewed = state.epoch
        self._save()
        self._server.store.prune()

    def _save(self):
        while self._waiting:
            key, snapshot = self._waiting.popitem()
            try:
                self._server.store.save(key, snapshot)
            except Exception as error:  # noqa: BLE001 - of one of two drivers
                logger.warning("A snapshot could not be stored (%s).", error)
