"""The subject Recording: what the database holds of an upload, before and after."""

# Where a step can be made to fail. (Here, so that an adapter can name them without a database being loaded.)
POINTS = [
    f"{call}.{side}"
    for call in ("insert-answer", "insert-video", "sign", "update-video", "update-answer", "commit")
    for side in ("before", "after")
]
