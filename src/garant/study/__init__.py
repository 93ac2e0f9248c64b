"""Why customers do not renew, what may be called cause, what a policy would do, whether it worked.

Pure statistics: frames in, frozen results out. Read :mod:`observations` for what goes in,
:mod:`feature` for what a column is, :mod:`drivers` for the ranking, :mod:`effect` for one lever,
:mod:`policy` and :mod:`intervention` for what a change would do and what it did, :mod:`verdict`
for the words, and :mod:`worlds` for the companies of known truth on which all of it is tried.
"""
