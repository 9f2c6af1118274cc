"""OpenDAL turns `//` in a key into `/`, so the link leads to another object."""

import asyncio

import opendal

operator = opendal.AsyncOperator("s3", bucket="b", region="eu-west-1", access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key="secret")


async def show(key):
    print(repr(key), (await operator.presign_read(key, 60)).url.partition("?")[0])


asyncio.run(show("videos//cat.webm"))
