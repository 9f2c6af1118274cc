"""The evidence ledger: sends the cases for which no response of S3 is known to a server, and records its responses."""
