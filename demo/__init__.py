"""The real bot in a simulated Discord, with a cast of followers and a page to look at."""
