// The server: see HTTPExchange.
