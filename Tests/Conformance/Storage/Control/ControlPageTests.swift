import S3Endpoint
import Testing
import VideoSpec

/// The page: it explains, it stands alone, and nothing that a client sends is markup in it.
struct ControlPageTests {
  @Test("the page explains the last refused request, and marks the first difference", .timeLimit(.minutes(60)))
  func explanation() throws {
    let fixture = try ControlFixture()
    #expect(try fixture.control("GET", "/").has("There was no request yet."))
    _ = try fixture.signedTwiceEncoded("/videos/a%20b")
    _ = try fixture.send("PUT", "/videos/k", [], "one")
    let page = try fixture.control("GET", "/?token=\(ControlFixture.token)", fields: [])
    #expect(page.status == 200 && page.field("content-type") == "text/html; charset=utf-8")
    #expect(page.has("GET /videos/a%20b: 403 SignatureDoesNotMatch") && page.has("PUT /videos/k: 200"))
    let refused = try fixture.control("GET", "/?token=\(ControlFixture.token)&refused=true", fields: [])
    #expect(refused.has("GET /videos/a%20b: 403 SignatureDoesNotMatch") && !refused.has("PUT /videos/k"))
    #expect(page.has("<dt>rule</dt><dd>STO-001") && page.has("<dt>fix</dt>"))
    #expect(page.has("/videos/a%2<mark>0b</mark>") && page.has("/videos/a%2<mark>520b</mark>"))
  }

  @Test("nothing on the page can run or load anything", .timeLimit(.minutes(60)))
  func alone() throws {
    let fixture = try ControlFixture()
    _ = try fixture.send("GET", "/videos/missing")
    let page = try fixture.control("GET", "/")
    let policy = try #require(page.field("content-security-policy"))
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"))
    #expect(page.field("referrer-policy") == "no-referrer" && page.field("cache-control") == "no-store")
    for word in [
      "<script", "javascript:", " onclick", " style=", "http://", "https://", "<img", "<link", "@import", "url(",
    ] {
      #expect(!page.has(word), "\(word)")
    }
  }

  @Test(
    "what a client sends stays text", .timeLimit(.minutes(60)),
    arguments: [
      "/videos/<script>alert(1)</script>", "/videos/%3Cimg%20src=x%20onerror=alert(1)%3E", "/videos/\"'&<b>",
      "/videos/%E2%80%AEgnp.exe", "/<b>",
    ])
  func escaping(target: String) throws {
    let fixture = try ControlFixture()
    _ = try fixture.exchange(
      "GET \(target) HTTP/1.1\r\nHost: \(fixture.authority)\r\nConnection: close\r\nx-amz-<b>: <i>\r\n"
        + "User-Agent: <u>\r\n\r\n")
    let page = try fixture.control("GET", "/")
    #expect(page.status == 200)
    for word in ["<script", "<img", "<b>", "<i>", "<u>", "\u{202E}"] { #expect(!page.has(word), "\(word)") }
  }

  @Test("a moved clock and faults are shown, and a request that is unknown is an error", .timeLimit(.minutes(60)))
  func notes() throws {
    let fixture = try ControlFixture()
    _ = try fixture.control("PUT", "/clock", #"{"offset": 60}"#)
    try fixture.fault(#"{"status": 503}"#)
    let page = try fixture.control("GET", "/")
    #expect(page.has("the clock is moved by 60 seconds") && page.has("1 fault is set"))
    #expect(try fixture.control("GET", "/?request=UNKNOWN").status == 404)
    #expect(try fixture.control("GET", "/?other=1").status == 400)
  }
}
