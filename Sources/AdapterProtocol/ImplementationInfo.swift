public import VideoSpec

/// How an implementation introduces itself: the protocol's `ready` message.
public struct ImplementationInfo: Hashable, Sendable {
  /// Where the clock or the randomness comes from.
  public enum Source: String, Sendable {
    /// The implementation takes the value from each run.
    case injected
    /// The implementation uses its own value, and its output is judged by that.
    case own
  }

  /// A requirement that the implementation does not support, and why.
  public struct Unsupported: Hashable, Sendable {
    public var requirement: RequirementID
    public var reason: String

    public init(requirement: RequirementID, reason: String) {
      self.requirement = requirement
      self.reason = reason
    }
  }

  public var name: String
  public var version: String
  public var language: String
  public var source: String
  /// The calls that it supports: `operations` in the `ready` message.
  public var calls: [Call]
  public var profiles: [Profile]
  public var clock: Source
  public var random: Source
  /// Whether it promises the same bytes as the reference (`"variants": {"output": "exact"}`).
  public var isExact: Bool
  public var unsupported: [Unsupported]
  /// The names of the points at which its recorder can be made to fail. An adapter may have points that the suite does not know.
  public var faults: [String]

  public init(
    name: String, version: String, language: String, source: String, calls: [Call], profiles: [Profile],
    clock: Source = .injected, random: Source = .injected, isExact: Bool = false, unsupported: [Unsupported] = [],
    faults: [String] = []
  ) {
    self.name = name
    self.version = version
    self.language = language
    self.source = source
    self.calls = calls
    self.profiles = profiles
    self.clock = clock
    self.random = random
    self.isExact = isExact
    self.unsupported = unsupported
    self.faults = faults
  }
}

// MARK: - Message

extension ImplementationInfo {
  /// The `ready` message.
  public var readyMessage: JSONValue {
    [
      "type": "ready", "protocol": JSONValue(AdapterMessage.protocolVersion),
      "implementation": [
        "name": JSONValue(name), "version": JSONValue(version), "language": JSONValue(language),
        "source": JSONValue(source),
      ],
      "operations": .array(calls.map { JSONValue($0.rawValue) }),
      "profiles": .array(profiles.map { JSONValue($0.rawValue) }),
      "clock": JSONValue(clock.rawValue), "random": JSONValue(random.rawValue),
      "variants": ["output": isExact ? "exact" : "meaning"],
      "unsupported": .array(
        unsupported.map { ["requirement": JSONValue($0.requirement.rawValue), "reason": JSONValue($0.reason)] }),
      "faults": .array(faults.map { JSONValue($0) }),
    ]
  }
}

extension ImplementationInfo {
  /// Reads a `ready` message.
  ///
  /// - Parameter warnings: Receives a warning for every name that this suite does not know, because newer adapters may send such names.
  package init(message line: [UInt8], warnings: inout [String]) throws(MessageFault) {
    let message = try AdapterMessage.parse(line, type: "ready")
    guard message["protocol"]?.integer == AdapterMessage.protocolVersion else {
      throw MessageFault("a \"ready\" message whose \"protocol\" is not \(AdapterMessage.protocolVersion)")
    }
    let implementation = message["implementation"] ?? .null
    func text(_ name: Text) throws(MessageFault) -> String {
      guard let string = implementation[name]?.string else {
        throw MessageFault("a \"ready\" message without a string \"implementation.\(name)\"")
      }
      return string
    }
    func source(_ name: Text) throws(MessageFault) -> Source {
      guard let value = message[name] else { return .injected }
      guard let source = value.string.flatMap(Source.init) else {
        throw MessageFault("a \"ready\" message whose \"\(name)\" is neither \"injected\" nor \"own\"")
      }
      return source
    }
    func known<Value>(_ name: Text, _ read: (String) -> Value?) throws(MessageFault) -> [Value] {
      guard let names = message[name]?.array?.compactMap(\.string), names.count == message[name]?.array?.count else {
        throw MessageFault("a \"ready\" message whose \"\(name)\" is not an array of strings")
      }
      for unknown in names where read(unknown) == nil {
        warnings.append("\"\(name)\" of the \"ready\" message: \"\(unknown)\" is unknown, and ignored")
      }
      return names.compactMap(read)
    }
    self.init(
      name: try text("name"), version: try text("version"),
      language: implementation["language"]?.string ?? "", source: implementation["source"]?.string ?? "",
      calls: try known("operations") { Call($0) },
      profiles: try known("profiles") { name in Profile(name).flatMap { $0.isForEndpoints ? nil : $0 } },
      clock: try source("clock"), random: try source("random"),
      isExact: message["variants"]?["output"]?.text == "exact",
      unsupported: try ImplementationInfo.unsupported(message["unsupported"], warnings: &warnings),
      faults: (message["faults"]?.array ?? []).compactMap(\.string))
  }

  private static func unsupported(
    _ value: JSONValue?, warnings: inout [String]
  ) throws(MessageFault) -> [Unsupported] {
    var result: [Unsupported] = []
    for item in value?.array ?? [] {
      guard let name = item["requirement"]?.string, let reason = item["reason"]?.string else {
        throw MessageFault(
          "a \"ready\" message whose \"unsupported\" is not an array of objects with \"requirement\" and \"reason\"")
      }
      if let id = RequirementID(name), Catalogue.requirement(id) != nil {
        result.append(Unsupported(requirement: id, reason: reason))
      } else {
        warnings.append("\"unsupported\" of the \"ready\" message: \"\(name)\" is not a requirement, and ignored")
      }
    }
    return result
  }
}
