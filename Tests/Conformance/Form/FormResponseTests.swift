import ReferenceImpl
import Testing
import VideoSpec

@Suite("Answers to forms")
struct FormResponseTests {
  static let object = StoredObject(
    bucket: "media", key: "a&b/<c>.webm", etag: "\"e\"", location: "https://media.s3.amazonaws.com/a%26b/%3Cc%3E.webm")

  static let headers: [HeaderField] = [
    HeaderField("ETag", "\"e\""), HeaderField("Location", "https://media.s3.amazonaws.com/a%26b/%3Cc%3E.webm"),
  ]

  @Test("200 and 204 have no body, and a 204 not even a length")
  func empty() throws {
    #expect(
      try FormResponse(Self.object, .ok)
        == FormResponse(status: 200, headers: Self.headers + [HeaderField("Content-Length", "0")]))
    #expect(try FormResponse(Self.object, .noContent) == FormResponse(status: 204, headers: Self.headers))
  }

  @Test("201 says what was stored")
  func created() throws {
    let answer = try FormResponse(Self.object, .created)
    let body: Text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <PostResponse><Location>https://media.s3.amazonaws.com/a%26b/%3Cc%3E.webm</Location><Bucket>media</Bucket>\
      <Key>a&amp;b/&lt;c&gt;.webm</Key><ETag>&quot;e&quot;</ETag></PostResponse>
      """
    #expect(answer.body == body && answer.status == 201)
    #expect(
      answer.headers == Self.headers + [
        HeaderField("Content-Type", "application/xml"), HeaderField("Content-Length", Text("\(body.bytes.count)")),
      ])
  }

  @Test(
    "a redirect's query says what was stored, before its fragment",
    arguments: [
      ("https://h/p", "https://h/p?"), ("https://h/p?a=1", "https://h/p?a=1&"), ("https://h/p#f?", "https://h/p?"),
    ] as [(Text, Text)])
  func redirect(url: Text, beginning: Text) throws {
    let answer = try FormResponse(Self.object, .redirect(to: url))
    let fragment: Text = url.bytes.contains(UInt8(ascii: "#")) ? "#f?" : ""
    #expect(
      answer.headers == [
        Self.headers[0],
        HeaderField("Location", beginning + "bucket=media&key=a%26b%2F%3Cc%3E.webm&etag=%22e%22" + fragment),
        HeaderField("Content-Length", "0"),
      ])
    #expect(answer.status == 303 && answer.body.isEmpty)
  }

  @Test("what would end a header is rejected", arguments: ["\r", "\n", "\r\n x", "\0"])
  func lineBreaks(text: String) {
    var object = Self.object
    object.etag = Text("\"e\(text)\"")
    #expect(throws: Rejection.self) { try FormResponse(object, .created) }
    #expect(throws: Rejection.self) { try FormResponse(Self.object, .redirect(to: Text("https://h/\(text)"))) }
  }

  @Test("whatever a rejection says, its XML says nothing else")
  func rejected() {
    let message = "\"<b>\" & 'c'\r\n\u{1}\u{FFFF}é"
    let answer = FormResponse(Rejection(.accessDenied, status: 403, message))
    let body: Text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Error><Code>AccessDenied</Code>\
      <Message>&quot;&lt;b&gt;&quot; &amp; &apos;c&apos;&#13;\n\u{FFFD}\u{FFFD}é</Message></Error>
      """
    #expect(answer.body == body && answer.status == 403)
    #expect(
      answer.headers == [
        HeaderField("Content-Type", "application/xml"), HeaderField("Content-Length", Text("\(body.bytes.count)")),
      ])
    #expect(FormResponse(Rejection(.invalidHeader, "no status")).status == 400)
  }
}
