import VideoSpec

// What requests are made of. Zero decisions make the simplest request.

extension Choices {
  /// Characters that matter to paths, queries and headers, and some that do not.
  private static let characters: [String] =
    [
      "a", "b", "Z", "0", "-", ".", "_", "~", "/", " ", "+", "%", "%41", "%2F", "=", "&", "?", "#", ";", ":", "@", "!",
      "$",
    ]
    + [
      "'", "(", ")", "*", ",", "\"", "<", ">", "\\", "^", "`", "{", "|", "}", "[", "]", "\t", "\u{7F}", "é", "e\u{301}",
    ]
    + ["ü", "☃", "日本", "\u{202E}", "🎬", "//", "/./", "/../"]

  mutating func text(upTo count: Int) -> Text {
    Text(array(upTo: count) { $0.pick(Self.characters) }.joined())
  }

  /// Any bytes, UTF-8 or not.
  mutating func bytes(upTo count: Int) -> [UInt8] { array(upTo: count) { UInt8($0.next(below: 256)) } }

  mutating func key() -> Text {
    let text = text(upTo: 12)
    return text.isEmpty ? "v" : text
  }

  mutating func query() -> [QueryItem] {
    let names = ["a", "b", "A", "id", "id-type", "uploadId", "partNumber", "response-content-type", "é", "x y", "%41"]
    return array(upTo: 4) { choices in
      QueryItem(Text(choices.pick(names)), choices.oneIn(4) ? nil : choices.text(upTo: 4))
    }
  }

  /// Header names are distinct, so that their order means nothing.
  mutating func headers() -> [HeaderField] {
    let names = [
      "content-type", "x-amz-meta-a", "x-amz-meta-a-b", "x-amz-acl", "cache-control", "if-none-match", "range", "date",
    ]
    let values = ["video/webm", "a  b", " a ", "\"q  q\"", "", "é", "a,b", "a\tb", "a\r\n  b", "bytes=0-9"]
    return shuffled(names).prefix(next(below: 5)).map { HeaderField(Text($0), Text(pick(values))) }
  }

  mutating func time() -> Timestamp {
    // Years of every kind, the days around New Year and the leap day among them.
    let days = [20_454, 0, 365, 10_957, 19_782, 20_087, 20_452, 21_243, 47_540, 2_932_896]
    return Timestamp(seconds: pick(days) * 86_400 + next(below: 86_400))
  }

  mutating func credentials() -> Credentials {
    let secrets = [
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "s", "%2F==",
    ]
    let token: Secret? = oneIn(3) ? Secret("FwoGZXIvYXdzEXAMPLE//token+with/slashes==") : nil
    return Credentials(
      accessKeyID: Text(pick(["AKIAIOSFODNN7EXAMPLE", "AKIDEXAMPLE", "k"])), secretAccessKey: Secret(pick(secrets)),
      sessionToken: token)
  }

  mutating func signing(service: Text = "s3") -> Signing {
    let region = Text(pick(["eu-west-1", "us-east-1", "ap-northeast-1"]))
    let endpoint = Endpoint(
      scheme: oneIn(4) ? .http : .https, host: "s3.\(region).amazonaws.com", port: pick([nil, nil, 80, 443, 9000]))
    let target = Target.object(
      bucket: "video-uploads-example", key: key(), addressing: pick([.virtual, .path]), query: query())
    let request = SigningRequest(
      method: Text(pick(["GET", "PUT", "HEAD", "POST"])), endpoint: endpoint, target: target, headers: headers(),
      payload: .body(text(upTo: 6)))
    return Signing(
      credentials: credentials(), region: region, service: service, request: request, time: time(),
      expires: pick([1, 300, 3600, 604_800]))
  }
}

/// Everything that a signature depends on.
struct Signing {
  var credentials: Credentials
  var region: Text
  var service: Text
  var request: SigningRequest
  var time: Timestamp
  var expires: Int
}
