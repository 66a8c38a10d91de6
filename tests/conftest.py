"""What holds for every test."""

from hypothesis import HealthCheck, settings

# how long an example takes says something about the machine, and nothing about the code
settings.register_profile("madoguchi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("madoguchi")
