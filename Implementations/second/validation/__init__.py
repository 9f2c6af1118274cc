"""The subject Validation: media types, limits, and the decision whether to accept a stored object."""
