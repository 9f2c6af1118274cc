// The gate over HTTP.
