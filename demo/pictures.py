"""Pictures for the README: a message of the simulated Discord as simcord's page shows it.

Needs Chromium and `pip install playwright`; the demo itself needs neither.
"""

import importlib
import io
import shutil
from typing import Any, Final

from PIL import Image

from bot.app import App
from demo.gallery import hang
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
    hung = await hang(play.env, app, visitor)
    gallery = Seat(visitor.name, "DM", visitor.dm, visitor.user)
    taken: dict[str, bytes] = {}
    async with Page(play, [summary, prompt, gallery]) as page, drive() as driver:
        browser = await driver.chromium.launch(
            executable_path=browser_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        taken["summary.png"] = _smaller(
            await _shot(browser, await page.look(0), _DESK, "Download answers", 1.2)
        )
        taken["dm.png"] = _smaller(await _shot(browser, await page.look(1), _PHONE, "1 of", 2))
        for name, picture in (await _all(browser, await page.look(2), list(hung))).items():
            taken[f"card-{name}.png"] = _smaller(picture)
        await browser.close()
    return taken


async def _all(browser: Any, address: str, names: list[str]) -> dict[str, bytes]:
    """The messages of a channel, the oldest first, under these names."""
    tab = await browser.new_page(
        viewport={"width": _PHONE, "height": _TALL}, device_scale_factor=1.5, color_scheme="dark"
    )
    await tab.goto(address)
    messages = tab.locator(".channel-message")
    await messages.nth(len(names) - 1).wait_for()
    await tab.wait_for_timeout(_BETWEEN_LOOKS)
    taken = {
        name: await messages.nth(place).screenshot(animations="disabled") for place, name in enumerate(names)
    }
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
    for _ in range(_LOOKS):
        await tab.wait_for_timeout(_BETWEEN_LOOKS)
        if await message.locator("img").evaluate_all(_ALL_THERE):
            break
    else:
        raise StuckError("The page did not show all pictures of a message.")
    picture: bytes = await message.screenshot(animations="disabled")
    await tab.close()
    return picture


def _smaller(png: bytes) -> bytes:
    with Image.open(io.BytesIO(png)) as full:
        few = full.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
