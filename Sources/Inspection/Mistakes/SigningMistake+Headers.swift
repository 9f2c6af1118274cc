import ReferenceImpl
import VideoSpec

// Mistakes with the headers and with the payload hash.

extension SigningMistake {
  static func headers(_ parts: RequestParts, _ claim: SignatureClaim) -> [SigningMistake] {
    let hasCapitals = claim.signedHeaders.contains { $0 != $0.lowercased }
    let capitals = [
      SigningMistake(.headerNamesAsWritten, .headers) { draft, _ in draft.namesAsWritten = true },
      SigningMistake(.headerNamesAsWritten, .headers) { draft, _ in
        draft.namesAsWritten = true
        draft.headerOrder = .asListed
      },
    ]
    return (hasCapitals ? capitals : []) + [
      SigningMistake(repeatsName(claim) ? .signedHeadersRepeated : .headersUnsorted, .headers) { draft, _ in
        draft.headerOrder = .asListed
      },
      SigningMistake(.headerLinesSorted, .headers) { draft, _ in draft.headerOrder = .linesSorted },
      SigningMistake(repeatsName(claim) ? .signedHeadersRepeated : .signedHeadersUnsorted, .headers) { draft, _ in
        draft.listsHeadersAsGiven = true
      },
      SigningMistake(.headerValuesUntrimmed, .headers) { draft, _ in draft.trims = false },
      SigningMistake(.innerSpacesKept, .headers) { draft, _ in draft.squeezes = false },
      SigningMistake(.repeatedHeadersJoinedWithSpace, .headers) { draft, _ in draft.repetition = .joinedWithSpace },
      SigningMistake(.repeatedHeadersSorted, .headers) { draft, _ in draft.repetition = .sorted },
      SigningMistake(.repeatedHeadersLastOnly, .headers) { draft, _ in draft.repetition = .lastOnly },
      SigningMistake(.foldedLinesKept, .headers) { draft, _ in draft.unfolds = false },
      SigningMistake(.foldedLinesRunTogether, .headers) { draft, _ in draft.foldsToNothing = true },
      SigningMistake(.hostUnsigned, .headers) { draft, _ in draft.signsHost = false },
    ] + values(parts, claim) + rewritings(parts, claim) + spacings(parts, claim)
  }

  private static func repeatsName(_ claim: SignatureClaim) -> Bool {
    claim.signedNames.count < claim.signedHeaders.count
  }

  /// Types that clients send instead of the signed one.
  private static let mediaTypes: [Text?] = [
    "video/webm", "video/mp4", "video/quicktime", "application/octet-stream", "binary/octet-stream", "image/jpeg",
    "image/png", "application/pdf", "text/plain", "text/csv", "application/json", "multipart/form-data",
    "application/x-www-form-urlencoded", "application/zip", "", nil,
  ]

  private static func values(_ parts: RequestParts, _ claim: SignatureClaim) -> [SigningMistake] {
    guard claim.signedNames.contains("content-type") else { return [] }
    let sent = parts.header("content-type")
    return mediaTypes.filter { $0 != sent }.map { type in
      let shown =
        "Content-Type was signed as \(type.map { "\"\($0)\"" } ?? "absent"), sent as \(sent.map { "\"\($0)\"" } ?? "unknown")"
      let isMissing = sent == nil || parts.isCanonical && sent?.isEmpty == true
      return SigningMistake(isMissing ? .headerNotSent : .headerChanged, .headers, detail: shown) { draft, _ in
        draft.replacedHeaders["content-type"] = .some(type)
      }
    }
  }

  /// A signed header's value as frameworks rewrite it: another case of a type, no quotes, another percent-encoding (SIG-045).
  private static func rewritings(_ parts: RequestParts, _ claim: SignatureClaim) -> [SigningMistake] {
    claim.signedNames.sorted().prefix(mostParameters).flatMap { name -> [SigningMistake] in
      guard name != "host", let sent = parts.header(name) else { return [] }
      var variants: Set<Text> = [
        sent.replacing("\"", with: ""), Text(bytes: PercentEncoding.decode(sent.bytes[...])),
        sent.replacing("%", with: "%25"),
      ]
      if name == "content-type" {
        let pieces = sent.lowercased.split(at: UInt8(ascii: ";")).map(\.trimmed.bytes)
        variants.insert(Text(pieces.joined(separator: Array("; ".utf8))))
      }
      return variants.subtracting([sent]).sorted().map { signed in
        SigningMistake(.headerValueRewritten, .headers, detail: "\(name) was signed as \(signed), sent as \(sent)") {
          draft, _ in
          draft.replacedHeaders[name] = .some(signed)
        }
      }
    }
  }

  /// A signed header's value with different white space after `;` and `,`. Some libraries reformat the parameters of a type.
  private static func spacings(_ parts: RequestParts, _ claim: SignatureClaim) -> [SigningMistake] {
    claim.signedNames.sorted().prefix(mostParameters).flatMap { name -> [SigningMistake] in
      guard let sent = parts.header(name), sent.bytes.contains(where: ";,".utf8.contains) else { return [] }
      // nil keeps the spaces as they are.
      let spaces: [Text?] = [nil, "", " "]
      let variants = spaces.flatMap { semicolon in
        spaces.map { sent.spaced(after: UInt8(ascii: ";"), semicolon).spaced(after: UInt8(ascii: ","), $0) }
      }
      return Set(variants).subtracting([sent]).sorted().map { signed in
        SigningMistake(.headerChanged, .headers, detail: "\(name) was signed as \(signed), sent as \(sent)") {
          draft, _ in
          draft.replacedHeaders[name] = .some(signed)
        }
      }
    }
  }

  /// How many seconds an earlier attempt may lie back.
  private static let longestRetry = 900

  /// The date of an earlier attempt, signed together with the present one. A client that signs again before each retry may keep it.
  static func earlierDates(_ parts: RequestParts, _ claim: SignatureClaim) -> [SigningMistake] {
    guard claim.place == .header, claim.signedNames.contains("x-amz-date"), let now = Timestamp(basic: claim.date),
      parts.headerValues["x-amz-date"]?.count == 1
    else { return [] }
    return (1...longestRetry).compactMap { Timestamp(exactly: now.seconds - $0)?.basic }.map { date in
      let detail = "x-amz-date was signed as \(date),\(claim.date)"
      return SigningMistake(.earlierDateSigned, .headers, detail: detail, isPaired: false) { draft, _ in
        draft.replacedHeaders["x-amz-date"] = .some(date + "," + claim.date)
      }
    }
  }

  // MARK: Payload

  static func payloads(_ parts: RequestParts, _ claim: SignatureClaim) -> [SigningMistake] {
    let hash = parts.bodyHash ?? Hexadecimal.encode(SHA256.digest(of: []))
    let ofNothing = Hexadecimal.encode(SHA256.digest(of: []))
    let isURL = claim.place == .query
    let stated = parts.header("x-amz-content-sha256").map(\.bytes)
    let other: CauseCode =
      isURL ? .presignedWithBodyHash : stated == PayloadHash.unsigned ? .unsignedPayloadHashed : .bodyChanged
    var mistakes = [SigningMistake(.emptyBodyUnhashed, .payload) { draft, _ in draft.payload = [] }]
    for each in [ofNothing, hash] {
      mistakes.append(SigningMistake(other, .payload) { draft, _ in draft.payload = each })
      mistakes.append(
        SigningMistake(.payloadHashUpperCase, .payload) { draft, _ in draft.payload = Text(bytes: each).uppercased.bytes
        })
    }
    if !isURL {
      mistakes.append(
        SigningMistake(.unsignedPayloadUnsaid, .payload) { draft, _ in draft.payload = PayloadHash.unsigned })
    }
    return mistakes
  }
}

extension Text {
  /// The text with the given space after each mark; nil leaves it unchanged.
  fileprivate func spaced(after mark: UInt8, _ space: Text?) -> Text {
    guard let space else { return self }
    let pieces = split(at: mark)
    return Text(
      pieces.enumerated().map { index, piece in
        index == 0 ? piece.bytes : space.bytes + piece.bytes.drop { $0 == 0x20 || $0 == 0x09 }
      }.joined(separator: [mark]))
  }
}
