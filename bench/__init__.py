"""Benchmarks, each beside its floor. `make bench` prints and stores them."""
