"""The pure part: no clock, no randomness, no I/O, no Discord, no SQL. Facts in, decisions out."""
