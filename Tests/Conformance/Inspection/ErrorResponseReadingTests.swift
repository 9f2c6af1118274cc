import Foundation
import Inspection
import ReferenceImpl
import Testing
import VideoSpec

/// A response is read however it was pasted.
@Suite("Reading pasted error responses (Inspection)")
struct ErrorResponseReadingTests {
  private static let canonical =
    "PUT\n/b/a%20b\n\ncontent-type:video/webm\nhost:s3.example.com\nx-amz-date:20260102T030405Z\n\ncontent-type;host;x-amz-date\nUNSIGNED-PAYLOAD"
  private static let stringToSign =
    "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/s3/aws4_request\n" + String(repeating: "0", count: 64)

  private static func hexadecimal(_ text: String) -> String {
    text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  /// A response with a quotation mark and brackets in its message.
  private static func xml(hasBytes: Bool = true) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Error><Code>SignatureDoesNotMatch</Code><Message>It's &quot;a&quot; &amp;amp; &lt;b&gt; message</Message><AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>\(stringToSign)</StringToSign><SignatureProvided>\(String(repeating: "1", count: 64))</SignatureProvided>\(hasBytes ? "<StringToSignBytes>\(hexadecimal(stringToSign))</StringToSignBytes>" : "")<CanonicalRequest>\(canonical)</CanonicalRequest>\(hasBytes ? "<CanonicalRequestBytes>\(hexadecimal(canonical))</CanonicalRequestBytes>" : "")<RequestId>4442587FB7D0A2F9</RequestId><HostId>x</HostId></Error>
    """
  }

  private static func inspect(_ text: String) -> Diagnosis { Inspector().inspect(error: Text(text), of: nil) }

  private static func json(_ text: String, escapesSlashes: Bool = false, escapesBrackets: Bool = false) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": output += "\\n"
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "/" where escapesSlashes: output += "\\/"
      case "<" where escapesBrackets: output += "\\u003c"
      case ">" where escapesBrackets: output += "\\u003e"
      case "&" where escapesBrackets: output += "\\u0026"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  private static func html(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(
      of: ">", with: "&gt;"
    )
    .replacingOccurrences(of: "\"", with: "&quot;")
  }

  /// Ways in which a response gets into the clipboard.
  static let pasted: [(String, String)] = [
    ("whole", xml()), ("without bytes", xml(hasBytes: false)),
    ("CR LF", xml().replacingOccurrences(of: "\n", with: "\r\n")),
    ("indented", "    " + xml().replacingOccurrences(of: "\n", with: "\n    ")),
    ("indented by tabs", "\t" + xml(hasBytes: false).replacingOccurrences(of: "\n", with: "\n\t")),
    ("in a sentence", "I get this:\n\n```xml\n\(xml())\n```\n\nWhy?"),
    (
      "quoted in Markdown",
      xml().split(separator: "\n", omittingEmptySubsequences: false).map { "> " + $0 }.joined(separator: "\n")
    ),
    (
      "quoted twice",
      xml().split(separator: "\n", omittingEmptySubsequences: false).map { "> > " + $0 }.joined(separator: "\n")
    ),
    ("flattened", xml().replacingOccurrences(of: "\n", with: " ")),
    ("flattened without bytes", xml(hasBytes: false).replacingOccurrences(of: "\n", with: " ")),
    ("HTML", html(xml())), ("HTML twice", html(html(xml()))), ("HTML in a page", "<pre>\(html(xml()))</pre>"),
    ("JSON", "{\"body\":\"\(json(xml()))\"}"), ("PHP's JSON", "{\"body\":\"\(json(xml(), escapesSlashes: true))\"}"),
    ("Go's JSON", "\"\(json(xml(), escapesBrackets: true))\""),
    ("JSON without marks", json(xml(), escapesSlashes: true)),
    ("JSON twice", "\"\(json("{\"body\":\"" + json(xml()) + "\"}"))\""),
    ("JSON of HTML", "\"\(json(html(xml())))\""),
    ("an excerpt in JSON", json("<Error><Code>SignatureDoesNotMatch</Code>" + xml().split(separator: "</Code>")[1])),
    (
      "namespace",
      xml().replacingOccurrences(of: "<Error>", with: "<Error xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">")
    ),
    (
      "prefixes",
      xml().replacingOccurrences(of: "<Error>", with: "<s3:Error xmlns:s3=\"x>y\">").replacingOccurrences(
        of: "</Error>", with: "</s3:Error>"
      )
      .replacingOccurrences(of: "<Code>", with: "<s3:Code a='1'>").replacingOccurrences(
        of: "</Code>", with: "</s3:Code>")
    ),
    ("ErrorResponse", "<ErrorResponse>" + xml().split(separator: "\n", maxSplits: 1)[1] + "</ErrorResponse>"),
    ("comments", xml().replacingOccurrences(of: "<Code>", with: "<!-- <Code>No</Code> --><Code>")),
    (
      "CDATA",
      xml().replacingOccurrences(of: canonical, with: "<![CDATA[\(canonical)]]>")
    ),
    ("two responses", xml() + "\n" + xml().replacingOccurrences(of: "PUT\n", with: "GET\n")),
    (
      "numeric references",
      xml().replacingOccurrences(of: "&quot;", with: "&#34;").replacingOccurrences(of: "&lt;", with: "&#x3C;")
        .replacingOccurrences(of: "&gt;", with: "&#62;")
    ),
    ("HTTP", "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n\(xml())"),
  ]

  @Test("the canonical request and the message are the same in every form", arguments: pasted)
  func forms(name: String, text: String) throws {
    let diagnosis = Self.inspect(text)
    #expect(diagnosis.canonicalRequest == Text(Self.canonical), "\(name)")
    #expect(diagnosis.subject == "SignatureDoesNotMatch: It's \"a\" &amp; <b> message", "\(name)")
    #expect(Inspector.defect(ofErrorResponse: Text(text)) == nil)
    #expect(!diagnosis.hints.contains { $0.contains("incomplete") }, "\(name): \(diagnosis.hints)")
  }

  @Test("markup in a message that a browser shows is not an element")
  func shown() throws {
    let text =
      "This XML file does not appear to have any style information associated with it.\n<Error>\n<Code>AuthorizationQueryParametersError</Code>\n<Message>\nError parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".\n</Message>\n<RequestId>1</RequestId>\n</Error>"
    #expect(Self.inspect(text).cause?.code == .credentialMalformed)
  }

  @Test("entities of a DTD are not expanded, and references are resolved once")
  func entities() throws {
    let text =
      "<!DOCTYPE e [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><Error><Code>Whatever</Code><Message>&b; &amp;lt; &#0; &#xD800; &#x110000; &nosuch; &#65;</Message></Error>"
    #expect(Self.inspect(text).subject == "Whatever: &b; &lt; &#0; &#xD800; &#x110000; &nosuch; A")
  }

  static let foreign: [(String, String, CauseCode?)] = [
    (
      #"{"code": "bad_auth_token", "message": "Invalid authorization token", "status": 401}"#,
      "bad_auth_token: Invalid authorization token", nil
    ),
    (
      #"{"error":{"code":403,"message":"u does not have storage.objects.create access to the Google Cloud Storage object.","errors":[{"reason":"forbidden"}]}}"#,
      "forbidden: u does not have", .permissionMissing
    ),
    (
      #"{"success":false,"errors":[{"code":10042,"message":"Please enable R2 through the Cloudflare Dashboard."}]}"#,
      "10042: Please enable R2", nil
    ),
    (
      #"{"name":"InvalidArgument","$fault":"client","$metadata":{"httpStatusCode":400},"Code":"InvalidArgument","message":"Unsupported header 'x-amz-checksum-crc32' received for this API call."}"#,
      "InvalidArgument: Unsupported header", .checksumUnsupported
    ),
    (
      #"{"Error":{"Code":"AccessDenied","Message":"The bucket does not allow ACLs"}}"#, "AccessDenied: The bucket",
      .aclNotSupported
    ),
    (
      "<html><body><h1>403 Forbidden</h1><ul>\n<li>Code: AccessControlListNotSupported</li>\n<li>Message: The bucket does not allow ACLs</li>\n<li>RequestId: 1</li></ul></body></html>",
      "AccessControlListNotSupported: The bucket", .aclNotSupported
    ),
    (
      "<soapenv:Envelope xmlns:soapenv=\"x\"><soapenv:Body><soapenv:Fault><Faultcode>soapenv:Client.AccessDenied</Faultcode><Faultstring>The bucket does not allow ACLs</Faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>",
      "AccessDenied: The bucket", .aclNotSupported
    ),
  ]

  @Test("JSON, HTML and SOAP of other stores are read", arguments: foreign)
  func others(text: String, subject: String, cause: CauseCode?) throws {
    let diagnosis = Self.inspect(text)
    #expect(
      diagnosis.subject.hasPrefix(subject) && diagnosis.cause?.code == cause && diagnosis.hasFault,
      "\(diagnosis.subject)")
  }

  @Test("a response without SignatureProvided shows its canonical request, too")
  func withoutSignature() throws {
    let text = Self.xml().replacingOccurrences(
      of: "<SignatureProvided>\(String(repeating: "1", count: 64))</SignatureProvided>", with: "")
    #expect(ErrorResponse(Text(text)).shownCanonicalRequest == Text(Self.canonical))
    let bytes = "<Error><CanonicalRequestBytes>\(Self.hexadecimal(Self.canonical))</CanonicalRequestBytes></Error>"
    #expect(ErrorResponse(Text(bytes)).shownCanonicalRequest == Text(Self.canonical))
  }

  // MARK: Hostile texts

  @Test("a response that is cut at any byte is read, and nothing secret appears", .timeLimit(.minutes(60)))
  func cut() throws {
    let short =
      "<?xml version=\"1.0\"?><Error xmlns='a'><Code>AccessDenied</Code><Message>a &lt; <![CDATA[b]]> <!-- c --> d</Message><Token-0>SECRETTOKENSECRETTOKEN</Token-0><StringToSignBytes>41 57</StringToSignBytes><CanonicalRequest>\(Self.canonical)</CanonicalRequest></Error>"
    let full = Self.xml().replacingOccurrences(
      of: "<HostId>", with: "<Token-0>SECRETTOKENSECRETTOKEN</Token-0><HostId>")
    for (text, step) in [
      (short, 1), (Self.json(short, escapesBrackets: true), 3), (Self.html(short), 3), (full, 41),
    ] {
      let bytes = Array(text.utf8)
      for place in stride(from: 0, to: bytes.count, by: step) {
        for part in [bytes[..<place], bytes[place...]] {
          let diagnosis = Inspector().inspect(error: Text(part), of: nil)
          #expect(!String(decoding: diagnosis.json.document, as: UTF8.self).contains("SECRETTOKEN"))
        }
      }
    }
    #expect(Self.inspect(short + short).canonicalRequest == nil || Self.inspect(short + short).hasFault)
  }

  static let hostile: [(String, String, String)] = [
    ("open tags", "<Error>", "<a"), ("nested elements", "<Error>", "<Error>"), ("entities", "<Error><Code>", "&amp;"),
    ("unclosed elements", "<Error>", "<A1>"), ("end tags", "<Error><Code>x</Code>", "</Code>"),
    ("comments", "<Error>", "<!--"),
    ("sections", "<Error><Code>", "<![CDATA["), ("backslashes", "\\u003cError>", "\\"),
    ("references", "&lt;Error&gt;", "&#38;"),
    ("quotation marks", "<Error>", "> "), ("lines", "<Error>", "\n>"), ("brackets before it", "", "<"),
    ("ampersands before it", "", "&"), ("backslashes before it", "", "\\"), ("attributes", "<Error ", "a=\""),
    ("JSON", "", "{\"code\":"), ("lists", "<li>Code: x</li>", "<li>"),
    ("a long message", "<Error><Code>AccessDenied</Code><Message>", "Policy Condition failed: ["),
    ("brackets in a message", "<Error><Code>AccessDenied</Code><Message>a", " ("),
    ("words", "<Error><CanonicalRequest>GET /", " host:x"),
    ("NUL", "<Error>", "\0"),
  ]

  @Test("a text of 8 MiB ends within seconds", .serialized, .timeLimit(.minutes(60)), arguments: hostile)
  func long(name: String, start: String, piece: String) throws {
    let count = (8 << 20) / piece.utf8.count
    let text = Text(start + String(repeating: piece, count: count) + "</Message></Error>")
    // Quadratic time would take hours, and exceed the time limit.
    let diagnosis = Inspector().inspect(error: text, of: nil)
    #expect(diagnosis.json.object != nil, "\(name)")
    _ = Inspector.defect(ofErrorResponse: text)
  }
}
