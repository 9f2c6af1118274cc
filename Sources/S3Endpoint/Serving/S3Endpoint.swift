// The endpoint.
