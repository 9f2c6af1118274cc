"""The subject Keys: where videos are stored."""
