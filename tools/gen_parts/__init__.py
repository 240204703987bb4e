"""The parts of tools/gen.py: one file an output."""
