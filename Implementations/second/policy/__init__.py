"""The subject Policy: building a POST policy, and evaluating a form against its policy."""
