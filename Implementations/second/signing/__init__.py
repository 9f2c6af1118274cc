"""AWS Signature Version 4 as the specification has it, with a switch beside every rule that breaks it."""
