"""Earful's ears and mouth in Discord: translate, never decide."""
