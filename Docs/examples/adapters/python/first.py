import hashlib, hmac, json, sys
from urllib.parse import quote

READY = {"type": "ready", "protocol": 1, "implementation": {"name": "first", "version": "1"},
         "operations": ["sign.url"], "profiles": ["presign-url"]}

def sign(clock, given):
    keys, target, stamp = given["credentials"], given["target"], clock.replace("-", "").replace(":", "")
    if target.get("addressing") != "virtual":
        return {"status": "unsupported", "error": {"message": "virtual addressing only"}}
    scope = f'{stamp[:8]}/{given["region"]}/{given["service"]}/aws4_request'
    scheme, host = given["endpoint"].split("://")
    host, path = f'{target["bucket"]}.{host}', quote("/" + target["key"])
    headers = {name.lower(): value for name, value in given["headers"]} | {"host": host}
    query = target["query"] + [["X-Amz-Algorithm", "AWS4-HMAC-SHA256"], ["X-Amz-Date", stamp], ["X-Amz-Expires", given["expires"]],
            ["X-Amz-Credential", f'{keys["accessKeyId"]}/{scope}'], ["X-Amz-SignedHeaders", ";".join(sorted(headers))]]
    query = "&".join(quote(name, safe="") + "=" + quote(value or "", safe="") for name, value in sorted(query))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join([given["method"], path, query, lines, ";".join(sorted(headers)), "UNSIGNED-PAYLOAD"])
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + keys["secretAccessKey"]).encode()
    for part in scope.split("/") + [text]: key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return {"status": "accepted", "output": {"url": f"{scheme}://{host}{path}?{query}&X-Amz-Signature={key.hex()}"},
            "trace": {"canonicalRequest": canonical, "stringToSign": text, "signature": key.hex()}}

for message in map(json.loads, sys.stdin):
    reply = READY if message["type"] == "hello" else {"type": "bye"}
    if message["type"] == "run": reply = {"type": "result", "seq": message["seq"], **sign(message["clock"], message["input"])}
    print(json.dumps(reply), flush=True)
