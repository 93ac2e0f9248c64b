"""The pages that join all this: overview, accounts, an account, renewals, cohorts; no models."""
