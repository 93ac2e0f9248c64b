"""The essay's company, invented and seeded: contracts, people, promises and one change of policy.

Pure Python on the standard library. `company.generate` makes the tables, `write.write_company`
puts them in a folder, `story.story` tells in sentences what the metrics found in them.
"""
