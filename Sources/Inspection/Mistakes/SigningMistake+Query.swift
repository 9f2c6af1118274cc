import ReferenceImpl
import VideoSpec

// Mistakes with the query.

extension SigningMistake {
  static func queries(
    _ parts: RequestParts, _ claim: SignatureClaim, _ credentials: Credentials?, _ intention: Intention
  ) -> [SigningMistake] {
    let given = Set(intention.headers.map(\.lowercased))
    // First, because a query that begins with a second `?` is cut off as a whole.
    var mistakes: [SigningMistake] = splits(parts)
    mistakes += [
      SigningMistake(.credentialSlashRaw, .query) { draft, _ in draft.rawCredential = true },
      SigningMistake(.signedHeadersSeparatorRaw, .query) { draft, _ in draft.rawSeparators = true },
      SigningMistake(.slashInQueryRaw, .query) { draft, _ in draft.rawSlashes = true },
      SigningMistake(.queryNamesRaw, .query) { draft, _ in draft.rawNames = true },
      SigningMistake(.querySortedWithoutCase, .query) { draft, _ in draft.queryOrder = .withoutCase },
      SigningMistake(.querySortedBeforeEncoding, .query) { draft, _ in draft.queryOrder = .beforeEncoding },
      SigningMistake(.querySortedAsJoined, .query) { draft, _ in draft.queryOrder = .joined },
      SigningMistake(.equalNamesUnsorted, .query) { draft, _ in draft.queryOrder = .namesAlone },
      SigningMistake(.queryUnsorted, .query) { draft, _ in draft.queryOrder = .asSent },
      SigningMistake(.spaceInQueryAsPlus, .query) { draft, _ in
        draft.encoder.spaceAsPlus = true
        draft.query = draft.query.map { pair in
          RawParameter(name: pair.name, value: pair.value.map { Text(bytes: $0).replacing("+", with: "%20").bytes })
        }
      },
      SigningMistake(.valuelessNamesDropped, .query) { draft, _ in draft.dropsValueless = true },
      SigningMistake(.valuelessWithoutEquals, .query) { draft, _ in draft.bareValueless = true },
      SigningMistake(.repeatedNamesCollapsed, .query) { draft, _ in
        var seen: Set<Text> = []
        draft.query = draft.query.reversed().filter { seen.insert($0.decodedName).inserted }.reversed()
      },
      SigningMistake(.equalPairsCollapsed, .query) { draft, _ in
        var seen: Set<RawParameter> = []
        draft.query = draft.query.filter { seen.insert($0).inserted }
      },
      SigningMistake(.querySplitAtEveryEquals, .query) { draft, _ in draft.queryForm = .cut },
      SigningMistake(.queryEncodedTwice, .query) { draft, _ in
        // The signer encodes only once what it adds itself.
        draft.query = draft.query.map { pair in
          pair.decodedName.hasPrefix("X-Amz-")
            ? pair
            : RawParameter(
              name: PercentEncoding.encode(Text(bytes: pair.name)).bytes,
              value: pair.value.map { PercentEncoding.encode(Text(bytes: $0)).bytes })
        }
      },
      SigningMistake(.queryEncodedTwice, .query) { draft, _ in draft.queryForm = .encodedTwice },
      SigningMistake(.queryAsSent, .query) { draft, _ in draft.queryForm = .asSent },
      SigningMistake(.signatureInCanonicalQuery, .query) { draft, _ in draft.keepsSignature = true },
      SigningMistake(.tokenAddedAfterSigning, .query) { draft, _ in
        draft.query.removeAll { $0.decodedName == "X-Amz-Security-Token" }
      },
      SigningMistake(.headersHoistedAfterSigning, .query) { draft, _ in
        draft.query.removeAll { isHoisted($0) || given.contains($0.decodedName) }
      },
      SigningMistake(.requestParametersUnsigned, .query) { draft, _ in
        draft.query.removeAll { !$0.decodedName.hasPrefix("X-Amz-") }
      },
    ]
    let own = parts.query.filter { !$0.decodedName.hasPrefix("X-Amz-") }
    mistakes += own.prefix(mostParameters).map { pair in
      SigningMistake(.requestParametersUnsigned, .query, detail: "\(pair.decodedName) was not signed") { draft, _ in
        draft.query.removeAll { $0 == pair }
      }
    }
    if parts.count("X-Amz-Security-Token") == 0, let token = credentials?.sessionToken {
      let value = token.withBytes { PercentEncoding.encode(Text(bytes: $0)).bytes }
      mistakes.append(
        SigningMistake(.tokenMissing, .query, detail: "the session token was signed but is not in the URL") {
          draft, _ in
          draft.query.append(RawParameter(name: Array("X-Amz-Security-Token".utf8), value: value))
        })
    }
    if claim.place == .query, parts.count("X-Amz-Expires") == 0 {
      mistakes += [60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 43200, 86400, 604800].map { seconds in
        SigningMistake(.parameterMissing, .query, detail: "X-Amz-Expires=\(seconds) was signed") { draft, _ in
          draft.query.append(RawParameter(name: Array("X-Amz-Expires".utf8), value: Array("\(seconds)".utf8)))
        }
      }
    }
    return mistakes
  }

  /// A target with several `?` that was split at the last one, or whose query was cut at the second.
  private static func splits(_ parts: RequestParts) -> [SigningMistake] {
    let mark = UInt8(ascii: "?")
    let isSigning = { (pair: RawParameter) in pair.decodedName.hasPrefix("X-Amz-") }
    let own = SignatureDraft.joined(Array(parts.query.prefix { !isSigning($0) }))
    guard let first = own.firstIndex(of: mark), let last = own.lastIndex(of: mark) else { return [] }
    let rest = Array(parts.query.drop { !isSigning($0) })
    let path = parts.path + [mark] + own[..<last]
    let afterLast = RawParameter.pairs(own[(last + 1)...]) + rest
    let beforeFirst = RawParameter.pairs(own[..<first]) + rest
    return [
      SigningMistake(.targetSplitAtLastQuestionMark, .path) { draft, _ in
        draft.path = path
        draft.query = afterLast
      },
      SigningMistake(.queryCutAtSecondQuestionMark, .query) { draft, _ in draft.query = beforeFirst },
    ]
  }

  /// Whether a parameter is a header that the signer moved into the query. SDKs add checksums as parameters of their own.
  private static func isHoisted(_ pair: RawParameter) -> Bool {
    let name = pair.decodedName
    return name.hasPrefix("x-amz-") && !name.hasPrefix("x-amz-checksum-") && !name.hasPrefix("x-amz-sdk-")
  }

  /// How many parameters or headers are tried one by one. The cost of each is proportional to the length of the query.
  static let mostParameters = 32
}
