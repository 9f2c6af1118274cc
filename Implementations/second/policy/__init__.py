"""The subject Policy: building a POST policy, and deciding on a form by one."""
