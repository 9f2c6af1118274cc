"""The subject Form: the upload form on the wire, and the response to it."""
