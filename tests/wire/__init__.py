"""What only a wire shows: a Discord of our own on loopback."""
