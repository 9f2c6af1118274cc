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
  /// A random UUID of the case.
  case uuid
  /// The origin from which a service accepts requests.
  case origin
  /// The bucket of the gate's own store.
  case bucket
  /// The secret with which the backend asks the store. No response may contain it; reports show `<redacted>`.
  case secretAccessKey
  /// The path of a service's call, as the backend has it.
  case path(call: Text)
  /// A value that the hook returned for a state of a service.
  case hookValue(state: Text, name: Text)
  /// An output of a service's call that an earlier step captured.
  case output(name: Text, member: Text)
  /// A field of the upload form in a captured output.
  case formField(name: Text, field: Text)
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
    case "uuid" where scope.service != nil: return .success(.uuid)
    case "origin" where scope.service != nil: return .success(.origin)
    case "secretAccessKey" where scope.service != nil: return .success(.secretAccessKey)
    case "bucket" where scope.service != nil: return .success(.bucket)
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
    if path == "path", scope.names[name] == nil, scope.service?.calls.contains(where: { $0.name == name }) == true {
      return .success(.path(call: name))
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
    case .hookValues(let names):
      guard names.contains(path) else {
        let known = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return .failure("\"\(name)\" has no \"\(path)\"\(known.isEmpty ? "" : ", only \(known)")")
      }
      return .success(.hookValue(state: name, name: path))
    case .call(let call):
      switch call.place(path) {
      case .member: return .success(.output(name: name, member: path))
      case .field(let field): return .success(.formField(name: name, field: field))
      case nil: break
      }
      guard let part = CapturedPart(path), !part.isXML else {
        let known = (call.outputs.map(\.name) + ["status", "header.NAME", "body"]).map(\.string)
        return .failure("\"\(path)\" is no part of a response to \(call.name): \(known.joined(separator: ", "))")
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
  fileprivate var isXML: Bool { if case .xml = self { true } else { false } }

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
    /// A state of a service, with the names of its values.
    case hookValues([Text])
    /// A call of a service.
    case call(ServiceCall)
  }

  var names: [Text: Kind] = [:]
  /// The names of uploads, to which parts can be added.
  var uploads: Set<Text> = []
  var isRace = false
  /// The service of the scenario; nil for an S3 server.
  let service: ServiceDefinition?
  /// How many bytes the scenario's repetitions may have.
  let expansionLimit: Int
  /// How many of them are left.
  var budget: Int

  init(of service: ServiceDefinition? = nil, expansionLimit: Int = VectorNode.expansionLimit) {
    self.service = service
    self.expansionLimit = expansionLimit
    budget = expansionLimit
  }
}
