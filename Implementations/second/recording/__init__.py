"""The subject Recording: the record of an upload in a database."""

# The points at which a step can be made to fail. They are here so that an adapter can name them without loading a database.
POINTS = ["begin.checked", "begin.written", "record.checked", "record.written", "commit.before", "commit.after"]
