"""A library of uploaded videos with FastAPI, SQLAlchemy and boto3: it stores uploads, and lists and searches them."""
