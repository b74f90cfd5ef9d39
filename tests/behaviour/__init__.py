"""The real discord.py client in a simulated Discord."""
