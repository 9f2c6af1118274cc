// An example that signs POST policies. Replace signPolicy with your own function.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { cases } from "./video-spec.mjs";

function signPolicy(clock, { credentials, region, service, policy }) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  if (!accessKeyId || !secretAccessKey) throw new TypeError("empty credentials");
  const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
  const date = clock.replace(/[-:]/g, "");
  const scope = [date.slice(0, 8), region, service, "aws4_request"];
  const encoded = Buffer.from(policy).toString("base64");
  const fields = {
    policy: encoded,
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": [accessKeyId, ...scope].join("/"),
    "x-amz-date": date,
    "x-amz-signature": hmac(scope.reduce(hmac, `AWS4${secretAccessKey}`), encoded).toString("hex"),
  };
  return sessionToken === undefined ? fields : { ...fields, "x-amz-security-token": sessionToken };
}

for (const { id, title, clock, input, expect } of cases("sign.policy")) {
  test(`${id} ${title}`, () => {
    if (expect.verdict === "rejected") assert.throws(() => signPolicy(clock, input), TypeError);
    else assert.deepEqual(signPolicy(clock, input), Object.fromEntries(expect.output.fields));
  });
}

test("all text is expanded", () => {
  const every = [...cases()];
  assert.ok(every.length > 1000);
  const bytes = (name, value) => (value?.type === "Buffer" ? "bytes" : value);
  assert.doesNotMatch(JSON.stringify(every, bytes), /\{"(repeat|base64)":/);
});
