"""What the services have in common: errors, request bodies, transactions, the store's client, the hook, and broken copies."""
