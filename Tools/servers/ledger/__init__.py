"""The evidence ledger: cases that nobody has an answer of S3 for, put to a server as if they were written for it."""
