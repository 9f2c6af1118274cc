"""The subject Signing: AWS Signature Version 4, with a switch at each rule that breaks it."""
