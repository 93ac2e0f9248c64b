"""Benchmarks of the core: ``python -m bench`` measures and prints; it passes or fails nothing."""
