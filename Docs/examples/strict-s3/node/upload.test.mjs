// Tests an uploader against the strict S3, without packages. Run `node --test`. video-spec has to be on the PATH.
// Unset AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: the endpoint would take them, and not print them.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, beforeEach, test } from "node:test";

/** The code under test: it uploads to a presigned URL. */
async function upload(url, body, type) {
  return await fetch(url, { method: "PUT", body, headers: { "Content-Type": type } });
}

let endpoint;
let started;

before(async () => {
  // --exit-with-stdin: the endpoint exits when its standard input is closed. So it never outlives this process, even if that crashes.
  endpoint = spawn("video-spec", [
    "s3", "--in-memory", "--listen", "127.0.0.1:0", "--bucket", "videos", "--json", "--quiet", "--exit-with-stdin",
  ], { stdio: ["pipe", "pipe", "inherit"] });
  for await (const line of createInterface({ input: endpoint.stdout })) {
    started = JSON.parse(line);
    break;
  }
  assert.ok(started, "video-spec s3 has not started");
});

after(() => endpoint.stdin.end());

beforeEach(() => control("POST", "reset"));

async function control(method, path, body) {
  const response = await fetch(`${started.url}/_video-spec/${path}`, {
    method, body: body && JSON.stringify(body), headers: { "x-video-spec-token": started.controlToken },
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return await response.json();
}

/** Signs a URL, as a backend does. */
function presign(method, key, type) {
  const header = type ? ["--header", `Content-Type: ${type}`] : [];
  return execFileSync("video-spec", [
    "sign", "url", "--method", method, "--endpoint", started.url, "--path-style", "--bucket", "videos", "--key", key, ...header,
  ], {
    encoding: "utf8",
    env: {
      ...process.env, AWS_REGION: started.region, AWS_ACCESS_KEY_ID: started.accessKeyId,
      AWS_SECRET_ACCESS_KEY: started.secretAccessKey,
    },
  }).trim();
}

test("a video is stored", async () => {
  const response = await upload(presign("PUT", "clip.webm", "video/webm"), "video", "video/webm");
  assert.equal(response.status, 200);
  const found = await fetch(presign("GET", "clip.webm"));
  assert.equal(await found.text(), "video");
  assert.equal(found.headers.get("content-type"), "video/webm");
});

test("another type than the signed one is refused", async () => {
  const response = await upload(presign("PUT", "clip.webm", "video/webm"), "video", "video/mp4");
  assert.equal(response.status, 403);
  const { requests } = await control("GET", "requests?refused=true");
  const { fix, diagnosis } = await control("GET", `requests/${requests[0].id}`);
  assert.equal(diagnosis.cause, "header-changed");
  assert.match(fix, /signed header/);
});

test("a URL that has expired is refused", async () => {
  const url = presign("PUT", "clip.webm", "video/webm");
  await control("PUT", "clock", { offset: "301" });
  const response = await upload(url, "video", "video/webm");
  assert.match(await response.text(), /Request has expired/);
});
