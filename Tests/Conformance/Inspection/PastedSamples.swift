import Foundation
import Inspection
import Testing
import VideoSpec

/// A text as a program writes it, and what is in it.
struct PastedSample: Sendable, CustomTestStringConvertible {
  /// What is expected of the incident.
  enum Expectation: Sendable {
    /// The request is complete: with the secret, the signature is right.
    case right
    /// The first cause.
    case cause(CauseCode)
    /// A form with these fields as they were handed out, of which the signature is right.
    case form
  }

  var name: String
  /// The name of the format that has to be recognized.
  var format: String
  var expectation: Expectation
  var text: String

  init(_ name: String, _ format: String, _ expectation: Expectation, _ text: String) {
    self.name = name
    self.format = format
    self.expectation = expectation
    self.text = text
  }

  var testDescription: String { name }
}

/// The samples. Each place that may hold a secret has one that begins with MARKER.
enum PastedSamples {
  /// A URL that the reference signed for PUT with the type image/png.
  static let url = try! InspectionTests.url(headers: [HeaderField("Content-Type", "image/png")]).string
  /// The same, without signed headers but the host.
  static let plainURL = try! InspectionTests.url().string
  static let host = "video-uploads-example.s3.eu-west-1.amazonaws.com"
  static let target = String(url.dropFirst("https://".count + host.count))
  static let form = try! InspectionTests.form(sent: [])
  static let accessKey = "AKIAIOSFODNN7EXAMPLE"

  static let skewed = """
    <?xml version="1.0" encoding="UTF-8"?>
    <Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20260102T030405Z</RequestTime><ServerTime>2026-01-02T04:04:05Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds><RequestId>Q1</RequestId><HostId>h</HostId></Error>
    """

  static func json(_ value: Any) -> String {
    String(decoding: try! JSONSerialization.data(withJSONObject: value, options: [.sortedKeys]), as: UTF8.self)
  }

  private static var fields: [String: String] {
    Dictionary(uniqueKeysWithValues: form.fields.map { ($0.name.string, $0.value.string) })
  }
  private static var pairs: [[String]] { form.fields.map { [$0.name.string, $0.value.string] } }

  static var all: [PastedSample] { urls + messages + commands + scripts + texts + handedOut }

  // MARK: URLs

  static let urls: [PastedSample] = [
    PastedSample("a bare URL", "a URL", .right, plainURL + "\n"),
    PastedSample("a URL in prose and quotes", "a URL", .right, "I send a PUT to \"\(plainURL)\", and it fails.\n"),
    PastedSample("a URL in Markdown", "a URL", .right, "See [the URL](\(plainURL)).\n"),
    PastedSample("a URL in angle brackets", "a URL", .right, "The URL is <\(plainURL)>.\n"),
    PastedSample(
      "a URL in HTML", "a URL", .right, "<a href=\"\(plainURL.replacingOccurrences(of: "&", with: "&amp;"))\">x</a>\n"),
    PastedSample(
      "a URL that was escaped", "a URL", .cause(.urlEscaped), plainURL.replacingOccurrences(of: "&", with: "&amp;")),
    PastedSample(
      "a URL wrapped by a mail program", "a URL", .cause(.urlBrokenInCopying),
      "My URL is\n\(wrapped(plainURL))\nand it fails.\n"),
    PastedSample(
      "the console of a browser", "a line of a browser's console", .right, "PUT \(plainURL) 403 (Forbidden)\n"),
  ]

  private static func wrapped(_ url: String) -> String {
    stride(from: 0, to: url.count, by: 76).map { start in
      String(url.dropFirst(start).prefix(76))
    }.joined(separator: "\n")
  }

  // MARK: Messages

  static let messages: [PastedSample] = [
    PastedSample(
      "curl -v", "an HTTP response", .cause(.clockSkewed),
      """
      *   Trying 52.218.1.1:443...
      * Connected to \(host) (52.218.1.1) port 443 (#0)
      > PUT \(target) HTTP/1.1
      > Host: \(host)
      > User-Agent: curl/7.88.1
      > Accept: */*
      > Content-Type: image/png
      > Cookie: sid=MARKERCOOKIE
      > Content-Length: 9
      >\u{20}
      } [9 bytes data]
      < HTTP/1.1 403 Forbidden
      < x-amz-request-id: Q1
      < Content-Type: application/xml
      < Set-Cookie: sid=MARKERCOOKIE
      < Date: Fri, 02 Jan 2026 04:04:05 GMT
      <\u{20}
      { [316 bytes data]
      100   325  100   316  100     9  29805    848 --:--:-- --:--:-- --:--:-- 32500
      * Connection #0 to host left intact
      \(skewed)
      """),
    PastedSample(
      "curl -v with HTTP/2", "an HTTP request", .right,
      """
      * [HTTP/2] [1] OPENED stream for https://\(host)\(target)
      * [HTTP/2] [1] [:method: PUT]
      * [HTTP/2] [1] [:scheme: https]
      * [HTTP/2] [1] [:authority: \(host)]
      * [HTTP/2] [1] [:path: \(target)]
      * [HTTP/2] [1] [accept: */*]
      * [HTTP/2] [1] [content-type: image/png]
      > PUT \(target) HTTP/2
      > Host: \(host)
      > accept: */*
      > content-type: image/png
      >\u{20}
      """),
    PastedSample(
      "a raw request", "an HTTP request", .right,
      "PUT \(target) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: image/png\r\nX-Api-Key: MARKERKEY\r\nContent-Length: 3\r\n\r\nabc"
    ),
    PastedSample(
      "a raw request in quotation marks of Markdown", "an HTTP request", .right,
      "> PUT \(target) HTTP/1.1\n> Host: \(host)\n> Content-Type: image/png\n\nThat is all.\n"),
    PastedSample(
      "pseudo-headers", "an HTTP request", .right,
      """
      :authority: \(host)
      :method: PUT
      :path: \(target)
      :scheme: https
      accept: */*
      authorization: Bearer MARKERTOKEN
      content-type: image/png
      """.replacingOccurrences(of: "authorization: Bearer MARKERTOKEN\n", with: "cookie: MARKERCOOKIE\n")),
    PastedSample(
      "the headers of Chrome's network panel", "an HTTP request", .right,
      """
      Request URL:
      \(url)
      Request Method:
      PUT
      Status Code:
      403 Forbidden
      Remote Address:
      52.218.1.1:443
      :authority
      \(host)
      :method
      PUT
      accept
      */*
      content-type
      image/png
      """),
    PastedSample(
      "request headers without a request line", "the headers of a request", .right,
      """
      PUT \(url) 403 (Forbidden)

      Host: \(host)
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0)
      Accept: */*
      Content-Type: image/png
      Cookie: MARKERCOOKIE
      """),
    PastedSample(
      "a redirect", "an HTTP response", .cause(.bucketRedirect),
      """
      HTTP/1.1 307 Temporary Redirect
      x-amz-bucket-region: eu-west-1
      Location: https://video-uploads-example.s3-eu-west-1.amazonaws.com/k
      Content-Length: 0

      """),
  ]

  // MARK: Commands

  static let commands: [PastedSample] = [
    PastedSample(
      "a curl command by hand", "a curl command", .right,
      "$ curl -X PUT -H 'Content-Type: image/png' --data-binary @cat.png '\(url)'\n"),
    PastedSample(
      "a curl command in a code span", "a curl command", .right,
      "I run `curl -sS -T cat.png -H \"Content-Type: image/png\" \"\(url)\"` and it fails.\n"),
    PastedSample(
      "a curl command with another type", "a curl command", .cause(.headerChanged),
      "curl --request PUT --data 'abc' \"\(url)\"\n"),
    PastedSample(
      "Chrome: copy as cURL (bash)", "a curl command", .right,
      #"""
      curl '\#(url)' \
        -X 'PUT' \
        -H 'Accept: */*' \
        -H 'Accept-Language: de-DE,de;q=0.9' \
        -b 'sid=MARKERCOOKIE' \
        -H $'X-Odd: it\'s' \
        -H 'Content-Type: image/png' \
        -H 'sec-ch-ua: "Chromium";v="120"' \
        --data-raw $'\u0089PNG\r\n'
      """#),
    PastedSample(
      "Chrome: copy as cURL (cmd)", "a curl command", .right,
      """
      curl ^"\(forCmd(url))^" ^
        -X ^"PUT^" ^
        -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"120^\\^"^" ^
        -b ^"sid=MARKERCOOKIE^" ^
        -H ^"Content-Type: image/png^" ^
        --data-raw ^"abc^"
      """),
    PastedSample(
      "a curl command with a form", "a curl command", .form,
      "curl \(form.fields.map { "-F '\($0.name)=\($0.value)'" }.joined(separator: " \\\n  ")) \\\n  -F file=@cat.webm \(form.url!)\n"
    ),
    PastedSample(
      "Chrome: copy as PowerShell", "a PowerShell command", .right,
      """
      $session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
      $session.Cookies.Add((New-Object System.Net.Cookie("sid", "MARKERCOOKIE", "/", "app.example")))
      Invoke-WebRequest -UseBasicParsing -Uri "\(url)" `
      -Method "PUT" `
      -WebSession $session `
      -Headers @{
      "Accept"="*/*"
        "Authorization"="Bearer MARKERTOKEN"
        "Origin"="https://app.example"
      } `
      -ContentType "image/png" `
      -Body ([System.Text.Encoding]::UTF8.GetBytes("$([char]137)PNG"))
      """.replacingOccurrences(of: "  \"Authorization\"=\"Bearer MARKERTOKEN\"\n", with: "")),
  ]

  private static func forCmd(_ url: String) -> String {
    url.replacingOccurrences(of: "%", with: "^%^").replacingOccurrences(of: "&", with: "^&")
  }

  // MARK: Scripts

  static let scripts: [PastedSample] = [
    PastedSample(
      "Chrome: copy as fetch", "a fetch call", .right,
      """
      fetch("\(url)", {
        "headers": {
          "accept": "*/*",
          "content-type": "image/png",
          "cookie": "sid=MARKERCOOKIE"
        },
        "referrer": "https://app.example/",
        "body": null,
        "method": "PUT",
        "mode": "cors",
        "credentials": "omit"
      });
      """),
    PastedSample(
      "a fetch call by hand", "a fetch call", .right,
      """
      const file = input.files[0]
      await fetch('\(url)', { method: 'put', body: file, headers: { 'Content-Type': "image/png", }, })
      """),
    PastedSample(
      "an axios call", "an axios call", .right,
      "axios.put(`\(url)`, file, { headers: { \"Content-Type\": 'image/' + 'png' } }).then(r => r)\n"),
    PastedSample(
      "an XMLHttpRequest", "an XMLHttpRequest", .right,
      """
      const xhr = new XMLHttpRequest();
      xhr.open('PUT', '\(url)', true);
      xhr.setRequestHeader('Content-Type', 'image/png');
      xhr.send(file);
      """),
    PastedSample(
      "Python's requests", "a call of Python's requests", .right,
      "r = requests.put('\(url)',\n    data=open('f', 'rb'), headers={'Content-Type': 'image/png'})\n"),
  ]

  // MARK: Texts of S3 and of signers

  static let texts: [PastedSample] = [
    PastedSample("S3's XML", "S3's response", .cause(.clockSkewed), skewed),
    PastedSample(
      "S3's XML, flattened by a browser", "S3's response", .cause(.clockSkewed),
      "This XML file does not appear to have any style information associated with it. The document tree is shown below. "
        + skewed.replacingOccurrences(of: "\n", with: " ")),
    PastedSample(
      "S3's XML in HTML", "S3's response", .cause(.clockSkewed),
      "<pre>"
        + skewed.replacingOccurrences(of: "<", with: "&lt;").replacingOccurrences(of: ">", with: "&gt;") + "</pre>\n"),
    PastedSample(
      "S3's XML in JSON in a log", "S3's response", .cause(.clockSkewed),
      "2026-01-02T04:04:05Z ERROR {\"msg\":\(json([skewed]).dropFirst().dropLast()),\"password\":\"MARKERPASSWORD\"}\n"
    ),
    PastedSample(
      "S3's XML, escaped without JSON", "S3's response", .cause(.clockSkewed),
      "error: " + skewed.replacingOccurrences(of: "\n", with: "\\n").replacingOccurrences(of: "</", with: "<\\/")),
    PastedSample("a HAR file", "a HAR file", .cause(.clockSkewed), har),
  ]

  static let har: String = {
    func entry(_ url: String, _ method: String, _ status: Int, _ body: String, _ headers: [[String: String]]) -> Any {
      [
        "startedDateTime": "2026-01-02T03:05:00.000Z", "time": 12.5,
        "request": [
          "method": method, "url": url, "httpVersion": "h2",
          "headers": headers + [
            ["name": "Cookie", "value": "sid=MARKERCOOKIE"], ["name": "Authorization", "value": "Bearer MARKERTOKEN"],
          ], "cookies": [["name": "sid", "value": "MARKERCOOKIE"]], "headersSize": -1, "bodySize": 0,
        ] as [String: Any],
        "response": [
          "status": status, "statusText": "",
          "headers": [["name": "Set-Cookie", "value": "sid=MARKERCOOKIE"]],
          "content": ["size": body.utf8.count, "mimeType": "application/xml", "text": body] as [String: Any],
        ] as [String: Any],
      ] as [String: Any]
    }
    return json([
      "log": [
        "version": "1.2", "creator": ["name": "WebInspector", "version": "537.36"],
        "entries": [
          entry("https://app.example/login", "POST", 200, "{\"password\":\"MARKERPASSWORD\"}", []),
          entry(url, "PUT", 403, skewed, [["name": "Content-Type", "value": "image/png"]]),
        ],
      ] as [String: Any]
    ])
  }()

  // MARK: What backends hand out

  static let handedOut: [PastedSample] = [
    PastedSample("{url, fields}", "a form as JSON", .form, json(["url": form.url!.string, "fields": fields])),
    PastedSample("{url, fields: [[…]]}", "a form as JSON", .form, json(["url": form.url!.string, "fields": pairs])),
    PastedSample(
      "{postURL, formData}", "a form as JSON", .form, json(["postURL": form.url!.string, "formData": fields])),
    PastedSample(
      "nested, with a session", "a form as JSON", .form,
      json([
        "session": "MARKERSESSION", "data": ["upload": ["url": form.url!.string, "fields": fields] as [String: Any]],
      ])
    ),
    PastedSample(
      "names and values", "a form as JSON", .form,
      json([
        "url": form.url!.string,
        "parameters": form.fields.map { ["name": $0.name.string, "value": $0.value.string] },
      ])),
    PastedSample(
      "the fields beside the URL", "a form as JSON", .form,
      json(fields.merging(["url": form.url!.string]) { $1 })),
    PastedSample(
      "JSON in a string", "a form as JSON", .form,
      json(["statusCode": 200, "body": json(["url": form.url!.string, "fields": fields])])),
    PastedSample(
      "what Python prints", "a form as JSON", .form,
      "{'url': '\(form.url!)', 'fields': {\(form.fields.map { "'\($0.name)': '\($0.value)'" }.joined(separator: ", "))}, 'ok': True, 'error': None}\n"
    ),
    PastedSample(
      "what Node.js prints", "a form as JSON", .form,
      """
      POST form: {
        url: '\(form.url!)',
        fields: {
      \(form.fields.map { "    '\($0.name)': '\($0.value)'" }.joined(separator: ",\n"))
        }
      }
      """),
    PastedSample(
      "{uploadUrl, method, headers}", "JSON with a URL", .right,
      json(["uploadUrl": url, "method": "PUT", "headers": ["Content-Type": "image/png"]])),
    PastedSample(
      "Active Storage's direct_upload", "JSON with a URL", .right,
      json([
        "id": 1, "signed_id": "MARKERSIGNEDID",
        "direct_upload": ["url": url, "headers": ["Content-Type": "image/png"]] as [String: Any],
      ])),
    PastedSample(
      "{signedUrl} with escaped slashes", "JSON with a URL", .right,
      "{\"signedUrl\":\"\(plainURL.replacingOccurrences(of: "/", with: "\\/").replacingOccurrences(of: "&", with: "\\u0026"))\"}"
    ),
  ]
}
