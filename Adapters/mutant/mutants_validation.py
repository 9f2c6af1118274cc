"""The mutants of the subject Validation: how videos pass that should not, or do not that should."""

_RULES = []

RULES = [(requirement, ["validate"], faults) for requirement, faults in _RULES]
