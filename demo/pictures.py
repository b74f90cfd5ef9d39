"""Pictures for the README and the guides: a message of the simulated Discord as simcord's page shows it.

Needs Chromium and `pip install playwright`; the demo itself needs neither.
"""

import importlib
import io
import shutil
from collections.abc import Mapping
from typing import Any, Final

from PIL import Image

from bot.app import App
from demo import desk
from demo.gallery import hang, thumbnails
from demo.guests import Guest
from demo.page import Page, Seat
from demo.stage import CREATOR, Play, StuckError

_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Widths in CSS pixels, and how many colours a picture keeps: it is text and bars.
_DESK, _PHONE, _COLOURS = 620, 412, 96
_TALL: Final = 5000
#: How often to look whether a message's pictures have arrived, with milliseconds between.
_LOOKS, _BETWEEN_LOOKS = 60, 500
_ALL_THERE: Final = "pictures => pictures.every(one => one.complete && one.naturalWidth > 0)"


async def take_pictures(play: Play, app: App) -> dict[str, bytes]:
    """summary.png, dm.png, and every card of the gallery. Raises StuckError where the means are missing."""
    asked = next((one for one in play.followers if one.asked and not one.character.moves), None)
    if asked is None:
        raise StuckError("Nobody left a question unanswered, so there is none to take a picture of.")
    summary = Seat(CREATOR, play.team.name or "", play.team, play.creator)
    prompt = Seat(asked.character.name, "DM", asked.dm, asked.user)
    try:
        drive = importlib.import_module("playwright.async_api").async_playwright
    except ImportError:
        raise StuckError("Pictures need playwright: run `.venv/bin/pip install playwright`.") from None
    browser_path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser_path is None:
        raise StuckError("Pictures need Chromium, and none is installed.")
    visitor = Guest(play.env, play.guild, "Visitor", lambda *_: None)
    hung, on_desk = await hang(play, app, visitor), await desk.hang(play, app)
    gallery = Seat(visitor.name, "DM", visitor.dm, visitor.user)
    taken: dict[str, bytes] = {}
    async with Page(play, [summary, prompt, gallery, summary], thumbnails()) as page, drive() as driver:
        browser = await driver.chromium.launch(
            executable_path=browser_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        taken["summary.png"] = _smaller(
            await _shot(browser, await page.look(0), _DESK, "Download answers", 1.2)
        )
        taken["dm.png"] = _smaller(await _shot(browser, await page.look(1), _PHONE, "1 of", 2))
        for name, picture in (await _all(browser, await page.look(2), hung)).items():
            taken[f"card-{name}.png"] = _smaller(picture)
        for name, picture in (await _all(browser, await page.look(3), on_desk)).items():
            taken[f"creator-{name}.png"] = _smaller(picture)
        await browser.close()
    return taken


async def _all(browser: Any, address: str, hung: Mapping[str, int]) -> dict[str, bytes]:
    """Messages of a channel, by the names of their pictures."""
    tab = await browser.new_page(
        viewport={"width": _PHONE, "height": _TALL}, device_scale_factor=1.5, color_scheme="dark"
    )
    await tab.goto(address)
    messages = {name: tab.locator(f'.channel-message[data-message-id="{id_}"]') for name, id_ in hung.items()}
    for message in messages.values():
        await message.wait_for()
        await _pictures_in(message, tab)
    taken = {name: await one.screenshot(animations="disabled") for name, one in messages.items()}
    await tab.close()
    return taken


async def _shot(browser: Any, address: str, width: int, text: str, scale: float) -> bytes:
    """The last message with `text` in it, without the page around."""
    tab = await browser.new_page(
        viewport={"width": width, "height": _TALL}, device_scale_factor=scale, color_scheme="dark"
    )
    await tab.goto(address)
    message = tab.locator(".channel-message", has_text=text).last
    await message.wait_for()
    await _pictures_in(message, tab)
    picture: bytes = await message.screenshot(animations="disabled")
    await tab.close()
    return picture


async def _pictures_in(message: Any, tab: Any) -> None:
    """Wait until what the message shows has been loaded."""
    for _ in range(_LOOKS):
        if await message.locator("img").evaluate_all(_ALL_THERE):
            return
        await tab.wait_for_timeout(_BETWEEN_LOOKS)
    raise StuckError("The page did not show all pictures of a message.")


def _smaller(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as full:
        few = full.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
