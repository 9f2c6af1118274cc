"""The subject Form: the upload form on the wire, and its answer."""
