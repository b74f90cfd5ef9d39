"""What replies mean: plain functions on plain data, run off the event loop."""
