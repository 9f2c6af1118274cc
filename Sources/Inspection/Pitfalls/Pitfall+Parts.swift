import ReferenceImpl
import VideoSpec

// The pitfalls of the query, the headers, the payload's line, the string to sign and the key.

extension Pitfall {
  static func queries(_ parts: RequestParts, _ claim: LooseClaim, _ credentials: Credentials?) -> [Pitfall] {
    var pitfalls: [Pitfall] = [
      Pitfall("credential-slash-raw", .query) { draft, _ in draft.rawCredential = true },
      Pitfall("signed-headers-separator-raw", .query) { draft, _ in draft.rawSeparators = true },
      Pitfall("slash-in-query-raw", .query) { draft, _ in draft.rawSlashes = true },
      Pitfall("query-names-raw", .query) { draft, _ in draft.rawNames = true },
      Pitfall("query-sorted-without-case", .query) { draft, _ in draft.queryOrder = .withoutCase },
      Pitfall("query-sorted-before-encoding", .query) { draft, _ in draft.queryOrder = .beforeEncoding },
      Pitfall("query-sorted-as-joined", .query) { draft, _ in draft.queryOrder = .joined },
      Pitfall("equal-names-unsorted", .query) { draft, _ in draft.queryOrder = .namesAlone },
      Pitfall("query-unsorted", .query) { draft, _ in draft.queryOrder = .asSent },
      Pitfall("space-in-query-as-plus", .query) { draft, _ in
        draft.encoder.spaceAsPlus = true
        draft.query = draft.query.map { pair in
          WirePair(name: pair.name, value: pair.value.map { Text(bytes: $0).replacing("+", with: "%20").bytes })
        }
      },
      Pitfall("valueless-names-dropped", .query) { draft, _ in draft.dropsValueless = true },
      Pitfall("valueless-without-equals", .query) { draft, _ in draft.bareValueless = true },
      Pitfall("repeated-names-collapsed", .query) { draft, _ in
        var seen: Set<Text> = []
        draft.query = draft.query.reversed().filter { seen.insert($0.decodedName).inserted }.reversed()
      },
      Pitfall("equal-pairs-collapsed", .query) { draft, _ in
        var seen: Set<WirePair> = []
        draft.query = draft.query.filter { seen.insert($0).inserted }
      },
      Pitfall("query-split-at-every-equals", .query) { draft, _ in draft.queryForm = .cut },
      Pitfall("query-encoded-twice", .query) { draft, _ in
        // What the signer adds itself it encodes once.
        draft.query = draft.query.map { pair in
          pair.decodedName.hasPrefix("X-Amz-")
            ? pair
            : WirePair(
              name: PercentEncoding.encode(Text(bytes: pair.name)).bytes,
              value: pair.value.map { PercentEncoding.encode(Text(bytes: $0)).bytes })
        }
      },
      Pitfall("query-encoded-twice", .query) { draft, _ in draft.queryForm = .encodedTwice },
      Pitfall("query-as-sent", .query) { draft, _ in draft.queryForm = .asSent },
      Pitfall("signature-in-canonical-query", .query) { draft, _ in draft.keepsSignature = true },
      Pitfall("token-added-after-signing", .query) { draft, _ in
        draft.query.removeAll { $0.decodedName == "X-Amz-Security-Token" }
      },
      Pitfall("request-parameters-unsigned", .query) { draft, _ in
        draft.query.removeAll { !$0.decodedName.hasPrefix("X-Amz-") }
      },
    ]
    let own = parts.query.filter { !$0.decodedName.hasPrefix("X-Amz-") }
    pitfalls += own.prefix(mostParameters).map { pair in
      Pitfall("request-parameters-unsigned", .query, detail: "\(pair.decodedName) was not signed") { draft, _ in
        draft.query.removeAll { $0 == pair }
      }
    }
    if parts.count("X-Amz-Security-Token") == 0, let token = credentials?.sessionToken {
      let value = token.withBytes { PercentEncoding.encode(Text(bytes: $0)).bytes }
      pitfalls.append(
        Pitfall("token-missing", .query, detail: "it was signed, and is not in the URL") { draft, _ in
          draft.query.append(WirePair(name: Array("X-Amz-Security-Token".utf8), value: value))
        })
    }
    if claim.place == .query, parts.count("X-Amz-Expires") == 0 {
      pitfalls += [60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 43200, 86400, 604800].map { seconds in
        Pitfall("parameter-missing", .query, detail: "X-Amz-Expires=\(seconds) was signed") { draft, _ in
          draft.query.append(WirePair(name: Array("X-Amz-Expires".utf8), value: Array("\(seconds)".utf8)))
        }
      }
    }
    return pitfalls
  }

  /// How many parameters are left out one by one: each costs as much as the query is long.
  private static let mostParameters = 32

  static func headers(_ parts: RequestParts, _ claim: LooseClaim) -> [Pitfall] {
    let hasCapitals = claim.signedHeaders.contains { $0 != $0.lowercased }
    let capitals = [
      Pitfall("header-names-as-written", .headers) { draft, _ in draft.namesAsWritten = true },
      Pitfall("header-names-as-written", .headers) { draft, _ in
        draft.namesAsWritten = true
        draft.headerOrder = .asListed
      },
    ]
    return (hasCapitals ? capitals : []) + [
      Pitfall(repeatsName(claim) ? "signed-headers-repeated" : "headers-unsorted", .headers) { draft, _ in
        draft.headerOrder = .asListed
      },
      Pitfall("header-lines-sorted", .headers) { draft, _ in draft.headerOrder = .linesSorted },
      Pitfall(repeatsName(claim) ? "signed-headers-repeated" : "signed-headers-unsorted", .headers) { draft, _ in
        draft.listsHeadersAsGiven = true
      },
      Pitfall("header-values-untrimmed", .headers) { draft, _ in draft.trims = false },
      Pitfall("inner-spaces-kept", .headers) { draft, _ in draft.squeezes = false },
      Pitfall("repeated-headers-joined-with-space", .headers) { draft, _ in draft.repetition = .joinedWithSpace },
      Pitfall("repeated-headers-sorted", .headers) { draft, _ in draft.repetition = .sorted },
      Pitfall("repeated-headers-last-only", .headers) { draft, _ in draft.repetition = .lastOnly },
      Pitfall("folded-lines-kept", .headers) { draft, _ in draft.unfolds = false },
      Pitfall("folded-lines-run-together", .headers) { draft, _ in draft.foldsToNothing = true },
      Pitfall("host-unsigned", .headers) { draft, _ in draft.signsHost = false },
    ] + values(parts, claim) + spacings(parts, claim)
  }

  private static func repeatsName(_ claim: LooseClaim) -> Bool {
    claim.signedNames.count < claim.signedHeaders.count
  }

  /// What clients say in the place of what was signed.
  private static let mediaTypes: [Text?] = [
    "video/webm", "video/mp4", "video/quicktime", "application/octet-stream", "binary/octet-stream", "image/jpeg",
    "image/png", "application/pdf", "text/plain", "text/csv", "application/json", "multipart/form-data",
    "application/x-www-form-urlencoded", "application/zip", "", nil,
  ]

  private static func values(_ parts: RequestParts, _ claim: LooseClaim) -> [Pitfall] {
    guard claim.signedNames.contains("content-type") else { return [] }
    let sent = parts.header("content-type")
    return mediaTypes.filter { $0 != sent }.map { type in
      let shown =
        "Content-Type was signed as \(type.map { "\"\($0)\"" } ?? "absent"), sent as \(sent.map { "\"\($0)\"" } ?? "nothing known")"
      return Pitfall(sent == nil ? "header-not-sent" : "header-changed", .headers, detail: shown) { draft, _ in
        draft.replacedHeaders["content-type"] = .some(type)
      }
    }
  }

  /// A signed header's value with another space after ';' and ',': libraries write a type's parameters anew.
  private static func spacings(_ parts: RequestParts, _ claim: LooseClaim) -> [Pitfall] {
    claim.signedNames.sorted().prefix(mostParameters).flatMap { name -> [Pitfall] in
      guard let sent = parts.header(name), sent.bytes.contains(where: ";,".utf8.contains) else { return [] }
      let spaces: [Text?] = [nil, "", " "]
      let variants = spaces.flatMap { semicolon in
        spaces.map { sent.spaced(after: UInt8(ascii: ";"), semicolon).spaced(after: UInt8(ascii: ","), $0) }
      }
      return Set(variants).subtracting([sent]).sorted().map { signed in
        Pitfall("header-changed", .headers, detail: "\(name) was signed as \(signed), sent as \(sent)") { draft, _ in
          draft.replacedHeaders[name] = .some(signed)
        }
      }
    }
  }

  static func payloads(_ parts: RequestParts, _ claim: LooseClaim) -> [Pitfall] {
    let hash = Hexadecimal.encode(SHA256.digest(of: parts.body?.bytes ?? []))
    let ofNothing = Hexadecimal.encode(SHA256.digest(of: []))
    let isURL = claim.place == .query
    let says = parts.header("x-amz-content-sha256").map(\.bytes)
    let other =
      isURL ? "presigned-with-body-hash" : says == PayloadHash.unsigned ? "unsigned-payload-hashed" : "body-changed"
    var pitfalls = [Pitfall("empty-body-unhashed", .payload) { draft, _ in draft.payload = [] }]
    for each in [ofNothing, hash] {
      pitfalls.append(Pitfall(other, .payload) { draft, _ in draft.payload = each })
      pitfalls.append(
        Pitfall("payload-hash-upper-case", .payload) { draft, _ in draft.payload = Text(bytes: each).uppercased.bytes })
    }
    if !isURL {
      pitfalls.append(Pitfall("unsigned-payload-unsaid", .payload) { draft, _ in draft.payload = PayloadHash.unsigned })
    }
    return pitfalls
  }

  static var texts: [Pitfall] {
    [
      Pitfall("time-in-extended-format", .text) { draft, _ in draft.extendedTime = true },
      Pitfall("canonical-request-unhashed", .text) { draft, _ in draft.hashesRequest = false },
    ]
  }

  static func keys(_ claim: LooseClaim) -> [Pitfall] {
    var pitfalls: [Pitfall] = [
      Pitfall("secret-url-encoded", .key) { _, key in key.change = .urlEncoded },
      Pitfall("secret-url-decoded", .key) { _, key in key.change = .urlDecoded },
      Pitfall("given-secret-padded", .key) { _, key in key.change = .trimmed },
      Pitfall("key-without-prefix", .key) { _, key in key.prefix = "" },
      Pitfall("key-chained-in-hexadecimal", .key) { _, key in key.isChainedInHexadecimal = true },
    ]
    let replaced: [(Text, Text, String)] = [
      ("%2F", "+", "'/' alone became %2F"), ("/", "%2B", "'+' alone became %2B"),
      ("%2F", "%2B", "'/' became %2F and '+' %2B, and nothing else was encoded"), ("%2f", "+", "'/' alone became %2f"),
      ("/", "%2b", "'+' alone became %2b"), ("%2f", "%2b", "'/' became %2f, '+' %2b"),
    ]
    pitfalls += replaced.map { slash, plus, shown in
      Pitfall("secret-url-encoded", .key, detail: shown) { _, key in key.change = .replaced(slash: slash, plus: plus) }
    }
    pitfalls.append(
      Pitfall("secret-json-escaped", .key) { _, key in key.change = .replaced(slash: "\\/", plus: "+") })
    let around: [(Text, Text, String)] = [
      ("", "\n", "a line feed at its end"), ("", "\r\n", "CR LF at its end"), ("", "\r", "a CR at its end"),
      ("", " ", "a space at its end"), (" ", "", "a space before it"), ("", "\t", "a tab at its end"),
      ("\"", "\"", "quotation marks around it"), ("'", "'", "quotation marks around it"),
      ("", "\n\n", "two line feeds at its end"),
    ]
    pitfalls += around.map { before, after, shown in
      Pitfall("secret-padded", .key, detail: "the secret that signed has \(shown)") { _, key in
        key.change = .surrounded(before: before, after: after)
      }
    }
    pitfalls.append(
      Pitfall("scope-service-before-region", .key) { draft, key in (key.region, key.service) = (key.service, key.region)
      })
    pitfalls += regions.filter { $0 != claim.region }.map { region in
      Pitfall("key-cached-without-region", .key, detail: "the key is of \(region)") { _, key in key.region = region }
    }
    pitfalls += ["s3", "execute-api", "sts", "service", "dynamodb", "s3express", "es"].filter { $0 != claim.service }
      .map { service in
        Pitfall("key-cached-without-service", .key, detail: "the key is of \(service)") { _, key in
          key.service = service
        }
      }
    if let midnight = Timestamp(basic: claim.day + "T000000Z") {
      // The day before first: a cached key is an old one.
      let days = (1...40).flatMap { [-$0, $0] }.sorted { abs($0) < abs($1) }
      pitfalls += days.compactMap { Timestamp(exactly: midnight.seconds + $0 * 86400)?.day }.map { day in
        Pitfall("key-cached-without-date", .key, detail: "the key is of \(day)") { _, key in key.day = day }
      }
    }
    return pitfalls
  }

  private static let regions: [Text] = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
    "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-south-1", "ap-east-1", "sa-east-1", "ca-central-1",
    "me-south-1", "me-central-1", "af-south-1", "il-central-1", "us-gov-west-1", "us-gov-east-1", "cn-north-1",
    "cn-northwest-1", "auto", "us", "EU", "garage", "",
  ]
}

extension Text {
  /// With a space, or none, after each of a mark; nil leaves it as it is.
  fileprivate func spaced(after mark: UInt8, _ space: Text?) -> Text {
    guard let space else { return self }
    let pieces = split(at: mark)
    return Text(
      pieces.enumerated().map { index, piece in
        index == 0 ? piece.bytes : space.bytes + piece.bytes.drop { $0 == 0x20 || $0 == 0x09 }
      }.joined(separator: [mark]))
  }

  var uppercased: Text { Text(bytes: bytes.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }) }
}
