import VideoSpec

/// The part of a signature's computation in which an implementation first differs, and the rules about it.
enum DivergencePlace: String {
  case method = "the method"
  case path = "the path"
  case query = "the query"
  case headers = "the headers"
  case signedHeaders = "SignedHeaders"
  case payload = "the payload hash"
  case stringToSign = "time or scope"
  case key = "the key, or no trace"

  var hint: String {
    switch self {
    case .method: "SIG-070"
    case .path: "SIG-001 to SIG-011"
    case .query: "SIG-020 to SIG-028"
    case .headers: "SIG-030 to SIG-044"
    case .signedHeaders: "SIG-036 to SIG-041"
    case .payload: "SIG-050 to SIG-054"
    case .stringToSign: "SIG-060, SIG-061, SIG-066"
    case .key: "SIG-062, SIG-063, SIG-067; if the adapter sends `trace`, the exact line is shown"
    }
  }

  /// Nil if the case did not fail, or if its difference is not in a signature.
  init?(_ outcome: RatedOutcome) {
    guard case .fail(let failure) = outcome.verdict, let divergence = failure.divergence, let place = divergence.place
    else { return nil }
    switch divergence.step {
    case "canonicalRequest":
      let last = divergence.expected.bytes.count { $0 == 0x0A } + 1
      switch place.line {
      case 1: self = .method
      case 2: self = .path
      case 3: self = .query
      case last: self = .payload
      case last - 1: self = .signedHeaders
      default: self = .headers
      }
    case "stringToSign": self = .stringToSign
    case "signature": self = .key
    default: return nil
    }
  }
}

extension Report {
  /// How many failures first differ in which part: one fault often shows in the cases of many rules. Empty unless there are several.
  var firstDifferences: [String] {
    let places = failures.flatMap(\.outcomes).compactMap(DivergencePlace.init)
    guard places.count > 1 else { return [] }
    let counts = Dictionary(grouping: places) { $0 }.map { (place: $0.key, count: $0.value.count) }
    return counts.sorted { ($1.count, $0.place.rawValue) < ($0.count, $1.place.rawValue) }.map { place, count in
      "\(String(count).padded(to: 5)) \(place.rawValue.padded(to: 24)) \(place.hint)"
    }
  }
}
