"""What was stored, held against what was asked for: media types, limits, the decision."""
