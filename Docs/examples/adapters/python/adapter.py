import hashlib, hmac, json, re, sys
from urllib.parse import quote, unquote_to_bytes

READY = {"type": "ready", "protocol": 1, "implementation": {"name": "fixed", "version": "2", "language": "python"},
         "operations": ["sign.url"], "profiles": ["presign-url"]}

def encode(text, also=""):
    return quote(text, safe="-_.~" + also)

def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()

def place(target, host):
    """Returns the host, the path to sign, the path to send, and the query pairs, not encoded."""
    if "wire" in target:
        sent, _, query = target["wire"].partition("?")
        pairs = [piece.partition("=")[::2] for piece in query.split("&") if piece]
        pairs = [[unquote_to_bytes(half) for half in pair] for pair in pairs]
        return host, encode(unquote_to_bytes(sent) or "/", also="/"), sent or "/", pairs
    virtual = target["addressing"] == "virtual"
    path = encode("/" + target["key"] if virtual else f'/{target["bucket"]}/{target["key"]}', also="/")
    return f'{target["bucket"]}.{host}' if virtual else host, path, path, target["query"]

def sign(clock, given):
    keys, stamp = given["credentials"], re.sub("[-:]", "", clock)
    scope = f'{stamp[:8]}/{given["region"]}/{given["service"]}/aws4_request'
    scheme, host = re.sub("^(https://.*):443$|^(http://.*):80$", r"\1\2", given["endpoint"]).split("://")
    host, path, sent, query = place(given["target"], host)
    headers = {"host": host}
    for name, value in given["headers"]:
        name, value = name.lower(), re.sub("[ \t\r\n]+", " ", value).strip(" ")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    names = ";".join(sorted(headers))
    query = query + [["X-Amz-Algorithm", "AWS4-HMAC-SHA256"], ["X-Amz-Credential", f'{keys["accessKeyId"]}/{scope}'],
                     ["X-Amz-Date", stamp], ["X-Amz-Expires", given["expires"]], ["X-Amz-SignedHeaders", names]]
    if "sessionToken" in keys:
        query.append(["X-Amz-Security-Token", keys["sessionToken"]])
    query = "&".join(f"{name}={value}" for name, value in sorted((encode(n), encode(v or "")) for n, v in query))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join([given["method"], path, query, lines, names, "UNSIGNED-PAYLOAD"])
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + keys["secretAccessKey"]).encode()
    for part in scope.split("/"):
        key = digest(key, part)
    signature = digest(key, text).hex()
    return {"status": "accepted", "output": {"url": f"{scheme}://{host}{sent}?{query}&X-Amz-Signature={signature}"},
            "trace": {"canonicalRequest": canonical, "stringToSign": text, "signature": signature}}

for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "hello":
        reply = READY
    elif message["type"] == "run":
        reply = {"type": "result", "seq": message["seq"], **sign(message["clock"], message["input"])}
    else:
        reply = {"type": "bye"}
    print(json.dumps(reply), flush=True)
