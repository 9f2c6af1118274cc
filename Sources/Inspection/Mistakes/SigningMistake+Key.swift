import ReferenceImpl
import VideoSpec

// Mistakes with the string to sign, the secret and the signing key.

extension SigningMistake {
  static var stringsToSign: [SigningMistake] {
    [
      SigningMistake(.timeInExtendedFormat, .stringToSign) { draft, _ in draft.extendedTime = true },
      SigningMistake(.canonicalRequestUnhashed, .stringToSign) { draft, _ in draft.hashesRequest = false },
    ]
  }

  static func keys(_ claim: SignatureClaim) -> [SigningMistake] {
    var mistakes: [SigningMistake] = [
      SigningMistake(.secretUrlEncoded, .key) { _, key in key.change = .urlEncoded },
      SigningMistake(.secretUrlDecoded, .key) { _, key in key.change = .urlDecoded },
      SigningMistake(.givenSecretPadded, .key) { _, key in key.change = .trimmed },
      SigningMistake(.keyWithoutPrefix, .key) { _, key in key.prefix = "" },
      SigningMistake(.keyChainedInHexadecimal, .key) { _, key in key.isChainedInHexadecimal = true },
    ]
    let replaced: [(Text, Text, String)] = [
      ("%2F", "+", "only \"/\" became %2F"), ("/", "%2B", "only \"+\" became %2B"),
      ("%2F", "%2B", "\"/\" became %2F and \"+\" became %2B, and nothing else was encoded"),
      ("%2f", "+", "only \"/\" became %2f"),
      ("/", "%2b", "only \"+\" became %2b"), ("%2f", "%2b", "\"/\" became %2f and \"+\" became %2b"),
    ]
    mistakes += replaced.map { slash, plus, shown in
      SigningMistake(.secretUrlEncoded, .key, detail: shown) { _, key in
        key.change = .replaced(slash: slash, plus: plus)
      }
    }
    mistakes.append(
      SigningMistake(.secretJsonEscaped, .key) { _, key in key.change = .replaced(slash: "\\/", plus: "+") })
    let around: [(Text, Text, String)] = [
      ("", "\n", "a line feed at the end"), ("", "\r\n", "CR LF at the end"), ("", "\r", "a CR at the end"),
      ("", " ", "a space at the end"), (" ", "", "a space at the beginning"), ("", "\t", "a tab at the end"),
      ("\"", "\"", "quotation marks around it"), ("'", "'", "quotation marks around it"),
      ("", "\n\n", "two line feeds at the end"),
    ]
    mistakes += around.map { before, after, shown in
      SigningMistake(.secretPadded, .key, detail: "the secret used for signing has \(shown)") { _, key in
        key.change = .surrounded(before: before, after: after)
      }
    }
    mistakes.append(
      SigningMistake(.scopeServiceBeforeRegion, .key) { draft, key in
        (key.region, key.service) = (key.service, key.region)
      })
    mistakes += regions.filter { $0 != claim.region }.map { region in
      SigningMistake(.keyCachedWithoutRegion, .key, detail: "the signing key is for region \"\(region)\"") { _, key in
        key.region = region
      }
    }
    mistakes += ["s3", "execute-api", "sts", "service", "dynamodb", "s3express", "es"].filter { $0 != claim.service }
      .map { service in
        SigningMistake(.keyCachedWithoutService, .key, detail: "the signing key is for service \"\(service)\"") {
          _, key in
          key.service = service
        }
      }
    if let midnight = Timestamp(basic: claim.day + "T000000Z") {
      // The closest days first, earlier before later: a cached key is an old one.
      let days = (1...40).flatMap { [-$0, $0] }.sorted { abs($0) < abs($1) }
      mistakes += days.compactMap { Timestamp(exactly: midnight.seconds + $0 * 86400)?.day }.map { day in
        SigningMistake(.keyCachedWithoutDate, .key, detail: "the signing key is for \(day)") { _, key in key.day = day }
      }
    }
    return mistakes
  }

  private static let regions: [Text] = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
    "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-south-1", "ap-east-1", "sa-east-1", "ca-central-1",
    "me-south-1", "me-central-1", "af-south-1", "il-central-1", "us-gov-west-1", "us-gov-east-1", "cn-north-1",
    "cn-northwest-1", "auto", "us", "EU", "garage", "",
  ]
}
