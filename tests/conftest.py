"""What holds for all tests."""

from hypothesis import settings

# A busy machine is no defect: what a law takes in time is for the benchmarks.
settings.register_profile("garant", deadline=None)
settings.load_profile("garant")
