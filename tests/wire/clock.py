"""A clock for tests in which many sleep at once."""

import asyncio


class SharedClock:
    """Time that passes when everybody waits for it."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleeping: list[tuple[float, asyncio.Event]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = asyncio.Event()
        self._sleeping.append((self.now + max(0.0, seconds), until))
        await until.wait()

    async def run(self, work: asyncio.Future[object]) -> None:
        while not work.done():
            for _ in range(50):
                await asyncio.sleep(0)
            if self._sleeping and not work.done():
                self._sleeping.sort(key=lambda one: one[0])
                self.now, until = self._sleeping.pop(0)
                until.set()
