"""OpenDAL removes white space at both ends of a key and slashes at its start, so the link leads to another object."""

import asyncio

import opendal

operator = opendal.AsyncOperator("s3", bucket="b", region="eu-west-1", access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key="secret")


async def show(key):
    print(repr(key), (await operator.presign_read(key, 60)).url.partition("?")[0])


for each in [" cat .webm ", "/cat.webm"]:
    asyncio.run(show(each))
