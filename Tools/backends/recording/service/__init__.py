"""A recording service with FastAPI, SQLAlchemy and boto3: it signs upload forms, and records what the store holds."""
