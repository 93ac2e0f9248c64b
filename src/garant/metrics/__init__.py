"""What happened: every metric as a function from tables of facts to a table.

Nothing in this package runs a query; ``garant.warehouse`` does. Read :mod:`schema` for what goes
in, :mod:`pieces` for what everything is counted from, :mod:`bridge`, :mod:`retention`,
:mod:`cohorts`, :mod:`renewals`, :mod:`economics` and :mod:`adoption` for what comes out, and
:mod:`catalog` for what it means.
"""
