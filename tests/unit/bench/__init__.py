"""The simulated days that the benchmarks live through."""
