"""The JSON that Discord sends: users, messages, communities, interactions."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, Final

from surveys.core.refs import first_at, made_at
from tests.wire.ledger import Attached, Json
from tests.wire.rules import media_of, walk

BOT_ID: Final = 900_000_000_000_000_001
OWNER_ID: Final = 900_000_000_000_000_002
TOKEN: Final = "loopback.token"
#: All permissions there are.
_EVERYTHING: Final = str((1 << 53) - 1)


#: When everybody came to the community.
_JOINED: Final = "2025-10-09T08:53:20+00:00"
_newest = 0


def new_id() -> int:
    """The next Discord id: it says when it was made, and a later one is greater."""
    global _newest  # noqa: PLW0603  one Discord, one row of ids
    now = datetime.now(UTC)  # noqa: TID251  the bot under test may be a process of its own, with the real clock
    _newest = max(_newest + 1, first_at(now))
    return _newest


def user(user_id: int, name: str = "follower", *, bot: bool = False) -> Json:
    """A user."""
    return {
        "id": str(user_id),
        "username": name,
        "discriminator": "0",
        "global_name": name.title(),
        "avatar": None,
        "primary_guild": None,
        "bot": bot,
        "public_flags": 0,
        "flags": 0,
    }


def myself() -> Json:
    """The bot's user, as it sees itself."""
    return user(BOT_ID, "earful", bot=True) | {"mfa_enabled": False, "locale": "en-US"}


def application() -> Json:
    """The bot's application."""
    return {
        "id": str(BOT_ID),
        "name": "Earful",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "type": None,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(OWNER_ID, "operator"),
        "team": None,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
    }


def command(told: Json) -> Json:
    """A command as Discord keeps it; one in a menu has no description of its own."""
    permissions = told.get("default_member_permissions")
    return told | {
        "id": str(new_id()),
        "application_id": str(BOT_ID),
        "version": "1",
        "description": told.get("description", ""),
        "default_member_permissions": None if permissions is None else str(permissions),
        "integration_types": told.get("integration_types") or [0],
    }


def message(channel_id: int, author: Json, body: Json, files: tuple[Attached, ...] = ()) -> Json:
    """A message as Discord returns it: components with ids, files with addresses."""
    message_id = new_id()
    attachments = [
        {
            "id": str(new_id()),
            "filename": file.name,
            "size": len(file.data),
            "url": f"https://cdn.invalid/{file.name}",
            "proxy_url": f"https://media.invalid/{file.name}",
            "content_type": "application/octet-stream",
        }
        for file in files
    ]
    return {
        "id": str(message_id),
        "channel_id": str(channel_id),
        "author": author,
        "content": body.get("content") or "",
        "timestamp": made_at(message_id).isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": attachments,
        "embeds": body.get("embeds") or [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags") or 0,
        "components": _shown(body.get("components") or []),
        **({"nonce": body["nonce"]} if body.get("nonce") else {}),
    }


def _shown(components: list[Json]) -> list[Json]:
    """Components as Discord gives them back: numbered, their media with addresses."""
    shown = deepcopy(components)
    for number, item in enumerate(walk(shown), start=1):
        item.setdefault("id", number)
        for chosen in item.get("default_values") or []:
            chosen["id"] = str(chosen["id"])
        for media in media_of(item):
            name = media["url"].removeprefix("attachment://")
            if name != media["url"]:
                media["url"] = f"https://cdn.invalid/{name}"
            media |= {"id": str(new_id()), "proxy_url": media["url"]}
            if item["type"] == 13:
                item |= {"name": name, "size": 1, "spoiler": False}
    return shown


def dm_channel(channel_id: int, user_id: int) -> Json:
    """A DM channel."""
    return {
        "id": str(channel_id),
        "type": 1,
        "last_message_id": None,
        "flags": 0,
        "recipients": [user(user_id)],
    }


def community(guild_id: int, name: str = "Community", channels: tuple[tuple[int, str], ...] = ()) -> Json:
    """A GUILD_CREATE for a community with text channels; everybody may do everything."""
    return {
        "id": str(guild_id),
        "name": name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(OWNER_ID),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": "en-US",
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "vanity_url_code": None,
        "application_id": None,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [
            {
                "id": str(guild_id),
                "name": "@everyone",
                "color": 0,
                "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
                "hoist": False,
                "position": 0,
                "permissions": _EVERYTHING,
                "managed": False,
                "mentionable": False,
                "flags": 0,
            }
        ],
        "channels": [
            {
                "id": str(channel_id),
                "type": 0,
                "name": channel_name,
                "position": position,
                "permission_overwrites": [],
                "topic": None,
                "nsfw": False,
                "last_message_id": None,
                "rate_limit_per_user": 0,
                "parent_id": None,
            }
            for position, (channel_id, channel_name) in enumerate(channels)
        ],
        "threads": [],
        "members": [member(BOT_ID, "earful")],
        "member_count": 1,
        "large": False,
        "hub_type": None,
        "incidents_data": None,
        "unavailable": False,
        "joined_at": _JOINED,
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def member(user_id: int, name: str = "follower") -> Json:
    """A member of a community."""
    return {
        "user": user(user_id, name, bot=user_id == BOT_ID),
        "roles": [],
        "nick": None,
        "avatar": None,
        "banner": None,
        "joined_at": _JOINED,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def interaction(kind: int, user_id: int, channel_id: int, data: Json, guild_id: int | None = None) -> Json:
    """An INTERACTION_CREATE: 2 is a command, 3 a component, 5 a modal's submit."""
    interaction_id = new_id()
    where: dict[str, Any]
    if guild_id is None:
        where = {"user": user(user_id), "channel": dm_channel(channel_id, user_id), "context": 1}
    else:
        where = {
            "member": member(user_id) | {"permissions": _EVERYTHING},
            "guild_id": str(guild_id),
            "guild": {"id": str(guild_id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "channel": {"id": str(channel_id), "type": 0, "name": "channel"},
            "context": 0,
        }
    return {
        "id": str(interaction_id),
        "application_id": str(BOT_ID),
        "type": kind,
        "data": data,
        "channel_id": str(channel_id),
        "token": f"interaction-{interaction_id}",
        "version": 1,
        "locale": "en-US",
        "app_permissions": _EVERYTHING,
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild_id or 0)},
        "attachment_size_limit": 10 * 1024 * 1024,
        **where,
    }
