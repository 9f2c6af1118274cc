"""The evidence ledger: the contested cases, put to a server as they would be if they were written for it."""
