"""The process: command line, composition, the Discord client, the clock."""
