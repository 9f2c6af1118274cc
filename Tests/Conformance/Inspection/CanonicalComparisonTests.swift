import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// The signer's own canonical request, which differs from S3's in one step, and the cause.
struct OwnCanonicalRequest: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var code: CauseCode
  /// Replacements in S3's canonical request, which give the signer's.
  var own: [(String, String)]
  /// Replacements in the usual canonical request, which give S3's.
  var received: [(String, String)]

  init(_ name: String, _ code: CauseCode, own: [(String, String)], received: [(String, String)] = []) {
    (testDescription, self.code, self.own, self.received) = (name, code, own, received)
  }
}

@Suite("The signer's own canonical request")
struct CanonicalComparisonTests {
  /// A request signed by header.
  static let canonical: Text = """
    PUT
    /b/k
    partNumber=1&uploads=
    host:bkt.s3.us-east-1.amazonaws.com
    x-amz-content-sha256:UNSIGNED-PAYLOAD
    x-amz-date:20260102T030405Z
    x-amz-meta-a:x y

    host;x-amz-content-sha256;x-amz-date;x-amz-meta-a
    UNSIGNED-PAYLOAD
    """
  private static let meta = "-meta-a:x y"
  private static let path = "\n/b/k\n"
  private static let query = "partNumber=1&uploads="

  static let cases: [OwnCanonicalRequest] = [
    .init("a name without =", .valuelessWithoutEquals, own: [("uploads=", "uploads")]),
    .init("a name without a value left out", .valuelessNamesDropped, own: [("&uploads=", "")]),
    .init("two inner spaces", .innerSpacesKept, own: [(meta, "-meta-a:x  y")]),
    .init("a tab inside", .innerSpacesKept, own: [(meta, "-meta-a:x\ty")]),
    .init("spaces around", .headerValuesUntrimmed, own: [(meta, "-meta-a: x y ")]),
    .init("a space after a comma", .repeatedHeadersJoinedWithSpace, own: [("x,y", "x, y")], received: [("x y", "x,y")]),
    .init(
      "unsorted headers", .headersUnsorted,
      own: [("x-amz-date:20260102T030405Z\nx-amz-meta-a:x y", "x-amz-meta-a:x y\nx-amz-date:20260102T030405Z")]),
    .init("an unsorted list", .signedHeadersUnsorted, own: [("date;x-amz-meta-a\n", "meta-a;x-amz-date\n")]),
    .init("capitals in a name", .headerNamesAsWritten, own: [("x-amz-date:", "X-Amz-Date:")]),
    .init("capitals in the list", .headerNamesAsWritten, own: [(";x-amz-date", ";X-Amz-Date")]),
    .init("a dot segment lost", .s3PathNormalized, own: [("/b/k/.", "/b/k/")], received: [(path, "\n/b/k/.\n")]),
    .init("two dots resolved", .s3PathNormalized, own: [("/b/c/../k", "/b/k")], received: [(path, "\n/b/c/../k\n")]),
    .init("slashes collapsed", .s3SlashesCollapsed, own: [("/b//k", "/b/k")], received: [(path, "\n/b//k\n")]),
    .init("lower-case digits", .hexLowerCase, own: [("%2F", "%2f")], received: [(path, "\n/b/a%2Fb\n")]),
    .init("an unencoded space", .pathUnencoded, own: [("%20", " ")], received: [(path, "\n/b/a%20b\n")]),
    .init("marks unencoded", .marksRaw, own: [("%28", "(")], received: [(path, "\n/b/a%28b\n")]),
    .init("delimiters unencoded", .pathDelimitersRaw, own: [("%40", "@")], received: [(path, "\n/b/a%40b\n")]),
    .init("a tilde encoded", .tildeEncoded, own: [("~", "%7E")], received: [(path, "\n/b/~k\n")]),
    .init("a slash encoded", .slashInKeyEncoded, own: [("/b/c/k", "/b/c%2Fk")], received: [(path, "\n/b/c/k\n")]),
    .init("encoded twice", .pathEncodedTwice, own: [("%20", "%2520")], received: [(path, "\n/b/a%20b\n")]),
    .init("an empty path", .emptyPathLeftEmpty, own: [("\n/\n", "\n\n")], received: [(path, "\n/\n")]),
    .init("a space as +", .spaceInPathAsPlus, own: [("%20", "+")], received: [(path, "\n/b/a%20b\n")]),
    .init("a + read as a space", .plusInPathReadAsSpace, own: [("%2B", "%20")], received: [(path, "\n/b/C%2B%2B\n")]),
    .init("encoded on the way", .pathEncodedOnTheWay, own: [("%2520", "%20")], received: [(path, "\n/b/a%2520b\n")]),
    .init("a prefix removed on the way", .pathPrefixStripped, own: [(path, "\n/minio/b/k\n")]),
    .init(
      "Latin-1 in the path", .textNotUtf8, own: [("%C3%BC", "%FC")], received: [(path, "\n/b/k%C3%BC\n")]),
    .init("a garbled path", .textMojibake, own: [("%C3%BC", "%C3%83%C2%BC")], received: [(path, "\n/b/%C3%BC\n")]),
    .init("a decomposed path", .textComposed, own: [("%C3%BC", "u%CC%88")], received: [(path, "\n/b/%C3%BC\n")]),
    .init("garbled metadata", .headerTextNotAscii, own: [("Ã¼", "ü")], received: [("x y", "Ã¼")]),
    .init(
      "an unsorted query", .queryUnsorted, own: [("a=2&partNumber=1&uploads=", "uploads=&partNumber=1&a=2")],
      received: [(query, "a=2&partNumber=1&uploads=")]),
    .init(
      "sorted without case", .querySortedWithoutCase, own: [("B=2&a=1&c=", "a=1&B=2&c=")],
      received: [(query, "B=2&a=1&c=")]),
    .init("equal names unsorted", .equalNamesUnsorted, own: [("a=1&a=2", "a=2&a=1")], received: [(query, "a=1&a=2")]),
    .init("a slash in the query", .slashInQueryRaw, own: [("a%2Fb", "a/b")], received: [(query, "p=a%2Fb")]),
    .init("a space in the query as +", .spaceInQueryAsPlus, own: [("a%20b", "a+b")], received: [(query, "p=a%20b")]),
    .init("a query encoded twice", .queryEncodedTwice, own: [("a%2Fb", "a%252Fb")], received: [(query, "p=a%2Fb")]),
    .init("the signature in the query", .signatureInCanonicalQuery, own: [(query, "X-Amz-Signature=0f&" + query)]),
    .init("the default port", .defaultPortKept, own: [(".com\n", ".com:443\n")]),
    .init("no port", .portDropped, own: [(".com:9000\n", ".com\n")], received: [(".com\n", ".com:9000\n")]),
    .init("the method in lower case", .methodLowerCase, own: [("PUT\n", "put\n")]),
    .init("another method", .methodOther, own: [("PUT\n", "POST\n")]),
    .init("no line for the query", .canonicalRequestLayout, own: [("k\n\nhost", "k\nhost")], received: [(query, "")]),
    .init("no empty line", .canonicalRequestLayout, own: [("y\n\nhost", "y\nhost")]),
    .init("no hash", .emptyBodyUnhashed, own: [("a\nUNSIGNED-PAYLOAD", "a\n")]),
    .init("a header that S3 received otherwise", .headerChanged, own: [("x y", "z")]),
    .init("another list", .signedHeadersOther, own: [(";x-amz-meta-a\n", "\n")]),
    .init("another path", .requestChanged, own: [(path, "\n/b/other\n")]),
  ]

  static func response(_ canonical: Text, _ more: Text = "") -> Text {
    let escaped = canonical.string.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
    return InspectionTests.response(
      "SignatureDoesNotMatch", "m", "\(more)<CanonicalRequest>\(escaped)</CanonicalRequest>")
  }

  static let stringToSign: Text = """
    AWS4-HMAC-SHA256
    20260102T030405Z
    20260102/us-east-1/s3/aws4_request

    """

  /// The elements that Amazon adds and Google leaves out.
  static func signed(_ canonical: Text, secret: String = InspectionTests.secret) -> Text {
    let text = stringToSign + Text(bytes: Hexadecimal.encode(SHA256.digest(of: canonical.bytes)))
    let key = ["20260102", "us-east-1", "s3", "aws4_request"].reduce(HMACKey(Array("AWS4\(secret)".utf8))) {
      HMACKey($0.authenticate(Array($1.utf8)))
    }
    let signature = Text(bytes: Hexadecimal.encode(key.authenticate(text.bytes)))
    return
      "<AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>\(text)</StringToSign><SignatureProvided>\(signature)</SignatureProvided>"
  }

  private static func changed(_ text: Text, _ changes: [(String, String)]) -> Text {
    changes.reduce(text) { text, change in
      let parts = text.string.components(of: change.0)
      #expect(parts.count > 1, "\(change.0)")
      return Text(parts.joined(separator: change.1))
    }
  }

  private static func texts(_ input: OwnCanonicalRequest) -> (own: Text, received: Text) {
    let received = changed(canonical, input.received)
    return (changed(received, input.own), received)
  }

  @Test("one step makes it equal to S3's: that step is the cause, with and without a signature", arguments: cases)
  func steps(input: OwnCanonicalRequest) throws {
    let (own, received) = Self.texts(input)
    var inspector = Inspector()
    inspector.ownCanonicalRequest = own
    for more in ["", Self.signed(own)] as [Text] {
      let diagnosis = inspector.inspect(error: Self.response(received, more), of: nil)
      let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.certainty, $0.detail ?? "") })"
      #expect(diagnosis.cause?.code == input.code && diagnosis.findings[0].certainty == .certain, "\(findings)")
      #expect(diagnosis.findings.count == 1, "\(findings)")
      #expect(diagnosis.isSignatureRight == false && diagnosis.next == nil)
      // S3's text is shown as it is, and the first difference is marked.
      let lines = received.split(at: 0x0A)
      let place = try #require(diagnosis.divergence)
      #expect(place.line > lines.count || lines[place.line - 1] == place.received)
      for never in ["not signed", "in the URL", "secret is right"] {
        #expect(!diagnosis.findings.contains { ($0.detail ?? "").contains(never) }, "\(findings)")
        #expect(!diagnosis.hints.contains { $0.contains(never) }, "\(diagnosis.hints)")
      }
    }
  }

  @Test("the secret proves what was signed", arguments: cases)
  func proven(input: OwnCanonicalRequest) throws {
    let (own, received) = Self.texts(input)
    var inspector = InspectionTests.inspector()
    inspector.ownCanonicalRequest = own
    let diagnosis = inspector.inspect(error: Self.response(received, Self.signed(own)), of: nil)
    let findings = "\(diagnosis.findings.map { ($0.cause.code, $0.certainty, $0.detail ?? "") })"
    #expect(diagnosis.cause?.code == input.code && diagnosis.findings[0].certainty == .certain, "\(findings)")
    #expect(!diagnosis.findings.contains { $0.cause.code == .keyCachedWithoutSecret }, "\(findings)")
    #expect(diagnosis.hints.contains { $0.contains("The secret is right") }, "\(diagnosis.hints)")
  }

  @Test("several steps are all named, and nothing else")
  func several() {
    var inspector = Inspector()
    inspector.ownCanonicalRequest = Self.changed(
      Self.canonical, [("x y", " x  y "), ("uploads=", "uploads"), ("x-amz-date:", "X-Amz-Date:")])
    let codes = inspector.inspect(error: Self.response(Self.canonical), of: nil).findings.map(\.cause.code)
    #expect(
      codes == [.valuelessWithoutEquals, .headerNamesAsWritten, .headerValuesUntrimmed, .innerSpacesKept], "\(codes)")
  }

  @Test("a text of another request is no proof, and the pair of one request is asked for")
  func another() throws {
    var inspector = Inspector()
    inspector.ownCanonicalRequest = Self.changed(Self.canonical, [("T030405Z", "T030505Z"), ("x y", "z")])
    let diagnosis = inspector.inspect(error: Self.response(Self.canonical), of: nil)
    #expect(diagnosis.findings.allSatisfy { $0.certainty == .likely && $0.confirm != nil } && diagnosis.hasFault)
    #expect(diagnosis.next?.contains("the same request") == true)
    // The secret shows that another text was signed.
    var knowing = InspectionTests.inspector()
    knowing.ownCanonicalRequest = Self.changed(Self.canonical, [("x y", "x  y")])
    let signed = Self.signed(Self.changed(Self.canonical, [("x y", "else")]))
    let found = knowing.inspect(error: Self.response(Self.canonical, signed), of: nil)
    #expect(found.findings.allSatisfy { $0.certainty == .likely }, "\(found.findings)")
    #expect(found.hints.contains { $0.contains("belongs to another request") }, "\(found.hints)")
  }

  @Test("without a secret and a signature, no hint says that the secret is right")
  func nothingKnown() {
    var inspector = Inspector()
    inspector.ownCanonicalRequest = Self.canonical
    let diagnosis = inspector.inspect(error: Self.response(Self.canonical), of: nil)
    #expect(diagnosis.findings.map(\.cause.code) == [.canonicalRequestsEqual])
    #expect(diagnosis.next?.contains("string to sign") == true)
    #expect(!diagnosis.hints.contains { $0.contains("secret is right") }, "\(diagnosis.hints)")
  }

  @Test("line breaks: CR LF may be the log's; a hash or the secret proves that it was signed")
  func lineBreaks() throws {
    let returned = Self.changed(Self.canonical, [("\n", "\r\n")])
    var inspector = Inspector()
    inspector.ownCanonicalRequest = returned
    var diagnosis = inspector.inspect(error: Self.response(Self.canonical), of: nil)
    #expect(diagnosis.findings.contains { $0.cause.code == .canonicalRequestLayout })
    #expect(diagnosis.findings.allSatisfy { $0.certainty == .likely }, "\(diagnosis.findings)")
    for signed in [returned, Self.canonical + "\n"] {
      inspector.ownCanonicalRequest = Self.canonical
      inspector.ownStringToSign =
        Self.stringToSign + Text(bytes: Hexadecimal.encode(SHA256.digest(of: signed.bytes)))
      diagnosis = inspector.inspect(error: Self.response(Self.canonical, Self.signed(Self.canonical)), of: nil)
      #expect(diagnosis.findings.map(\.cause.code) == [.canonicalRequestLayout], "\(diagnosis.findings)")
      #expect(diagnosis.findings[0].certainty == .certain)
      var knowing = InspectionTests.inspector()
      knowing.ownCanonicalRequest = signed
      diagnosis = knowing.inspect(error: Self.response(Self.canonical, Self.signed(signed)), of: nil)
      #expect(diagnosis.cause?.code == .canonicalRequestLayout, "\(diagnosis.findings)")
      #expect(diagnosis.findings[0].certainty == .certain)
    }
  }

  /// Lines of the signer's own string to sign, in place of S3's, and the cause.
  static let stringsToSign: [(line: Int, text: Text, code: CauseCode)] = [
    (1, "20260102T030406Z", .signedTimeOther), (1, "2026-01-02T03:04:05Z", .timeInExtendedFormat),
    (2, "20260101/us-east-1/s3/aws4_request", .localScopeDate),
    (2, "20260102/eu-west-1/s3/aws4_request", .scopeOther),
    (2, "20260102/s3/us-east-1/aws4_request", .scopeServiceBeforeRegion),
    (0, "AWS4-HMAC-SHA1", .algorithmUnknown),
  ]

  @Test("each line of the signer's own string to sign names its cause", arguments: stringsToSign)
  func strings(line: Int, text: Text, code: CauseCode) throws {
    let hash = Text(bytes: Hexadecimal.encode(SHA256.digest(of: Self.canonical.bytes)))
    var lines = (Self.stringToSign + hash).split(at: 0x0A)
    lines[line] = text
    var inspector = Inspector()
    inspector.ownStringToSign = Text(lines.map(\.bytes).joined(separator: [0x0A]))
    for own in [nil, Self.canonical] {
      inspector.ownCanonicalRequest = own
      let diagnosis = inspector.inspect(error: Self.response(Self.canonical, Self.signed(Self.canonical)), of: nil)
      #expect(diagnosis.findings.map(\.cause.code) == [code], "\(diagnosis.findings)")
      #expect(diagnosis.findings[0].certainty == .certain && diagnosis.divergence?.line == line + 1)
    }
  }

  @Test("the hash in the string to sign: it proves a mistake, or that the canonical requests differ")
  func hashes() throws {
    let response = Self.response(Self.canonical, Self.signed(Self.canonical))
    func inspect(_ hash: Text, own: Text? = nil) -> Diagnosis {
      var inspector = Inspector()
      inspector.ownStringToSign = Self.stringToSign + hash
      inspector.ownCanonicalRequest = own
      return inspector.inspect(error: response, of: nil)
    }
    func hash(_ text: Text) -> Text { Text(bytes: Hexadecimal.encode(SHA256.digest(of: text.bytes))) }
    let upper = inspect(Text(hash(Self.canonical).string.uppercased()))
    #expect(upper.findings.map(\.cause.code) == [.requestHashOther])
    #expect(inspect(Self.canonical).findings.map(\.cause.code) == [.canonicalRequestUnhashed])
    let post = inspect(hash(Self.changed(Self.canonical, [("PUT\n", "POST\n")])))
    #expect(post.findings.map(\.cause.code) == [.methodOther] && post.findings[0].certainty == .certain)
    let unknown = inspect(hash("something else"))
    #expect(unknown.findings.map(\.cause.code) == [.unexplained] && unknown.findings[0].certainty == .likely)
    #expect(unknown.next?.contains("canonical request") == true)
    let foreign = inspect(hash("something else"), own: Self.canonical)
    #expect(foreign.findings.map(\.cause.code) == [.requestHashOther], "\(foreign.findings)")
  }

  @Test("it is found in a log, indented, quoted, and with \\n for line breaks")
  func logs() throws {
    let lines = Self.canonical.string.split(separator: "\n", omittingEmptySubsequences: false)
    let text = "\(Self.stringToSign)\(Text(bytes: Hexadecimal.encode(SHA256.digest(of: Self.canonical.bytes))))"
    let indented = lines.map { "    " + $0 }.joined(separator: "\n")
    let trimmed = lines.map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    let logs = [
      "\(Self.canonical)", "\(Self.canonical)\n", indented, trimmed, lines.map { "> " + $0 }.joined(separator: "\n"),
      "2026-01-02 03:04:05,000 botocore.auth [DEBUG] CanonicalRequest:\n\(Self.canonical)\n2026-01-02 03:04:05,001 botocore.auth [DEBUG] StringToSign:\n\(text)\n",
      "the canonical request is:\n\n\(indented)\n\nand it fails", "```\n\(Self.canonical)\n```",
      "\"\(Self.canonical)\",\n",
      "canonical: \(lines.joined(separator: "\\n"))", "{\"canonical\":\"\(lines.joined(separator: "\\n"))\"}",
      "DEBUG: \(lines[0])\n" + lines.dropFirst().joined(separator: "\n"),
    ]
    for log in logs { #expect(Inspector.canonicalRequest(in: Text(log)) == Self.canonical, "\(log)") }
    #expect(Inspector.stringToSign(in: Text(logs[5])) == Text(text))
    #expect(
      Inspector.stringToSign(in: Text("StringToSign: \"\(text.split(separator: "\n").joined(separator: "\\n"))\""))
        == Text(text))
    let spaced = Self.changed(Self.canonical, [("x y", " x  y ")])
    #expect(
      Inspector.canonicalRequest(
        in: Text("  \(spaced)".split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")))
        == spaced)
    for text in ["", "\n", "{\"a\":1}", "GET it\nfrom\nthe\nserver\nnow\n", "PUT\n/", text] {
      #expect(Inspector.canonicalRequest(in: Text(text)) == nil, "\(text)")
    }
    for text in ["", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256\n1\n2\n3", "\(Self.canonical)"] {
      #expect(Inspector.stringToSign(in: Text(text)) == nil, "\(text)")
    }
  }

  @Test(
    "hostile logs end in time", .timeLimit(.minutes(60)),
    arguments: ["GET\n", "a: GET\n", "GET\n/\n\n", "x;y\n", "\\n", "AWS4-\n", "PUT\n/\n\nhost:h\n\nhost\n"])
  func long(piece: String) {
    let log = Text(String(repeating: piece, count: (1 << 20) / piece.utf8.count))
    var inspector = Inspector()
    inspector.ownCanonicalRequest = Inspector.canonicalRequest(in: log) ?? log
    inspector.ownStringToSign = Inspector.stringToSign(in: log) ?? log
    #expect(inspector.inspect(error: Self.response(Self.canonical), of: nil).hasFault)
  }
}

extension String {
  /// The parts between the occurrences of a text.
  fileprivate func components(of separator: String) -> [String] {
    let (bytes, mark) = (Array(utf8), Array(separator.utf8))
    var parts: [[UInt8]] = [[]]
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: mark) {
        parts.append([])
        index += mark.count
      } else {
        parts[parts.count - 1].append(bytes[index])
        index += 1
      }
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }
}
