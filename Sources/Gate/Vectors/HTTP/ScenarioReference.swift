package import VideoSpec

/// What a `${…}` in a scenario stands for.
package enum ScenarioReference: Hashable, Sendable {
  /// A random word of the case: 12 lowercase letters.
  case id
  /// The present time and an offset in seconds, as ISO 8601.
  case now(offset: Int)
  /// The present time and an offset in seconds, as the date of HTTP.
  case httpDate(offset: Int)
  /// The region for which the gate signs.
  case region
  /// The endpoint's host, with its port if the URL has one.
  case host
  /// The endpoint's URL, without a slash at the end.
  case url
  /// The access key ID of the main credentials.
  case accessKeyID
  /// The number of a copy in a race, from 1.
  case copy
  /// A property of a state that the gate set up.
  case state(name: Text, property: GivenState.Property)
  /// A part of a response that an earlier step captured.
  case captured(name: Text, part: CapturedPart)
}

/// The part of a captured response that a reference names.
package enum CapturedPart: Hashable, Sendable {
  case status
  /// The values of a header, joined by `, `.
  case header(Text)
  case body
  /// The text of the first element with this path. A path of one name finds the element at any depth.
  case xml([Text])
}

extension ScenarioReference {
  /// Reads what stands between `${` and `}`.
  ///
  /// - Returns: The reference, or why there is none.
  static func read(_ text: Text, scope: ScenarioScope) -> Result<ScenarioReference, ScenarioReferenceError> {
    switch text {
    case "id": return .success(.id)
    case "region": return .success(.region)
    case "host": return .success(.host)
    case "url": return .success(.url)
    case "accessKeyId": return .success(.accessKeyID)
    case "i":
      return scope.isRace ? .success(.copy) : .failure("\"${i}\" is the number of a copy, and this is not a race")
    default: break
    }
    for (word, make) in [("now", ScenarioReference.now), ("httpdate", ScenarioReference.httpDate)] {
      guard text.hasPrefix(Text(word)) else { continue }
      let offset = Text(text.bytes.dropFirst(word.utf8.count)).string
      if offset.isEmpty { return .success(make(0)) }
      if let sign = offset.utf8.first, [0x2B, 0x2D].contains(sign), offset.utf8.count <= 10, let seconds = Int(offset) {
        return .success(make(seconds))
      }
    }
    guard let (name, path) = text.splitOnce(at: UInt8(ascii: ".")) else {
      return .failure("\"${\(text)}\" is no value that the gate knows")
    }
    guard let kind = scope.names[name] else { return .failure("\"\(name)\" is used before a state or step defines it") }
    switch kind {
    case .state(let properties):
      guard let property = properties.first(where: { Text($0.rawValue) == path }) else {
        let known = properties.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return .failure("\"\(name)\" has no \"\(path)\"\(known.isEmpty ? "" : ", only \(known)")")
      }
      return .success(.state(name: name, property: property))
    case .response:
      guard let part = CapturedPart(path) else {
        return .failure("\"\(path)\" is no part of a response: status, header.NAME, body, xml.PATH")
      }
      return .success(.captured(name: name, part: part))
    }
  }
}

/// Why a reference cannot be read, in one sentence.
struct ScenarioReferenceError: Error, Hashable, ExpressibleByStringInterpolation {
  let reason: String
  init(stringLiteral value: String) { reason = value }
}

extension CapturedPart {
  fileprivate init?(_ path: Text) {
    if path == "status" {
      self = .status
    } else if path == "body" {
      self = .body
    } else {
      guard let (kind, rest) = path.splitOnce(at: UInt8(ascii: ".")), !rest.isEmpty else { return nil }
      switch kind {
      case "header": self = .header(rest.lowercased)
      case "xml":
        let names = rest.split(at: UInt8(ascii: "/"))
        if names.contains(where: \.isEmpty) { return nil }
        self = .xml(names)
      default: return nil
      }
    }
  }
}

/// The names that a scenario has defined so far, and what may be used at a place.
struct ScenarioScope {
  enum Kind: Hashable {
    case state([GivenState.Property])
    case response
  }

  var names: [Text: Kind] = [:]
  /// The names of uploads, to which parts can be added.
  var uploads: Set<Text> = []
  var isRace = false
  var isForm = false
  /// How many bytes the scenario's repetitions may still have.
  var budget = VectorNode.expansionLimit
}
