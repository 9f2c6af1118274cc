package import VideoSpec

/// A text of a scenario. It may contain references, and is complete only when the scenario runs.
package struct ScenarioText: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case literal(Text)
    /// Kept short, because the bodies of all scenarios together are large.
    case repeated(Text, count: Int)
    case reference(ScenarioReference)
  }

  package let parts: [Part]

  package init(parts: [Part]) { self.parts = parts }
  package init(_ text: Text) { parts = text.isEmpty ? [] : [.literal(text)] }

  /// Returns the text with every reference replaced by its value.
  package func text<Failure: Error>(
    _ value: (ScenarioReference) throws(Failure) -> Text
  ) throws(Failure) -> Text {
    // Most texts are one literal.
    if parts.count == 1, case .literal(let text) = parts[0] { return text }
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let text): bytes += text.bytes
      case .repeated(let unit, let count) where unit.bytes.count == 1:
        bytes += repeatElement(unit.bytes[0], count: count)
      case .repeated(let unit, let count):
        bytes.reserveCapacity(bytes.count + unit.bytes.count * count)
        for _ in 0..<count { bytes += unit.bytes }
      case .reference(let reference): bytes += try value(reference).bytes
      }
    }
    return Text(bytes: bytes)
  }
}

extension ScenarioText {
  /// Hands the text over piece by piece, with every reference replaced by its value. A text of many megabytes never exists as a whole.
  package func pieces<Failure: Error>(
    _ value: (ScenarioReference) throws(Failure) -> Text, _ write: ([UInt8]) -> Void
  ) throws(Failure) {
    for part in parts {
      switch part {
      case .literal(let text): write(text.bytes)
      case .reference(let reference): write(try value(reference).bytes)
      case .repeated(let unit, let count):
        let units = max(1, (64 << 10) / unit.bytes.count)
        let block = Array(repeatElement(unit.bytes, count: min(units, count)).joined())
        for _ in 0..<(count / units) { write(block) }
        write(Array(block.prefix(count % units * unit.bytes.count)))
      }
    }
  }
}

extension ScenarioText {
  /// The text as a reader sees it: references as they are written, and repetitions short.
  var shown: String {
    parts.map { part in
      switch part {
      case .literal(let text): Printable.text(text)
      case .repeated(let unit, let count): "\(Printable.text(unit))×\(count)"
      case .reference(let reference): "${\(reference.name)}"
      }
    }.joined()
  }

  /// How many bytes the text has; nil if references decide.
  var size: Int? {
    parts.reduce(0) { (size: Int?, part) in
      switch part {
      case .literal(let text): size.map { $0 + text.bytes.count }
      case .repeated(let unit, let count): size.map { $0 + unit.bytes.count * count }
      case .reference: nil
      }
    }
  }
}

extension ScenarioReference {
  /// The reference as a vector writes it, between `${` and `}`.
  package var name: String {
    func signed(_ offset: Int) -> String { offset == 0 ? "" : offset > 0 ? "+\(offset)" : "\(offset)" }
    return switch self {
    case .id: "id"
    case .now(let offset): "now\(signed(offset))"
    case .httpDate(let offset): "httpdate\(signed(offset))"
    case .region: "region"
    case .host: "host"
    case .url: "url"
    case .accessKeyID: "accessKeyId"
    case .copy: "i"
    case .state(let name, let property): "\(name).\(property.rawValue)"
    case .captured(let name, .status): "\(name).status"
    case .captured(let name, .body): "\(name).body"
    case .captured(let name, .header(let header)): "\(name).header.\(header)"
    case .captured(let name, .xml(let path)): "\(name).xml.\(path.map(\.string).joined(separator: "/"))"
    case .uuid: "uuid"
    case .origin: "origin"
    case .bucket: "bucket"
    case .secretAccessKey: "secretAccessKey"
    case .path(let call): "\(call).path"
    case .hookValue(let state, let name): "\(state).\(name)"
    case .output(let name, let member): "\(name).\(member)"
    case .formField(let name, let field): field == "key" ? "\(name).key" : "\(name).field.\(field)"
    }
  }
}

// MARK: - Reading

extension VectorNode {
  /// Reads a text: a string, `{"base64"}`, `{"repeat", "count"}` or `{"parts"}`.
  func scenarioText(_ scope: inout ScenarioScope) throws(VectorFault) -> ScenarioText {
    ScenarioText(parts: try scenarioParts(&scope))
  }

  private func scenarioParts(_ scope: inout ScenarioScope) throws(VectorFault) -> [ScenarioText.Part] {
    if let text = value.text { return try references(in: text, scope) }
    guard let object = value.object else { throw fault("must be a text") }
    if object["repeat"] != nil {
      try requireMembers(["repeat", "count"])
      guard let unit = try member("repeat").value.text, !unit.isEmpty else {
        throw fault("\"repeat\" must be a string that is not empty")
      }
      let count = try member("count").number(0...Int(Int32.max))
      let (size, overflow) = unit.bytes.count.multipliedReportingOverflow(by: count)
      guard !overflow, size <= scope.budget else {
        throw fault("the repetitions of a scenario must not exceed \(scope.expansionLimit) bytes")
      }
      scope.budget -= size
      return [.repeated(unit, count: count)]
    }
    if object["parts"] != nil {
      try requireMembers(["parts"])
      var parts: [ScenarioText.Part] = []
      for node in try member("parts").elements() { parts += try node.scenarioParts(&scope) }
      return parts
    }
    try requireMembers(["base64"])
    guard let text = Text(protocolForm: value) else { throw fault("is not Base64") }
    return text.isEmpty ? [] : [.literal(text)]
  }

  /// Finds the references in a string; `$${` is a literal `${`.
  private func references(in text: Text, _ scope: ScenarioScope) throws(VectorFault) -> [ScenarioText.Part] {
    var parts: [ScenarioText.Part] = []
    var literal: [UInt8] = []
    var rest = text.bytes[...]
    while let byte = rest.first {
      if rest.starts(with: "$${".utf8) {
        literal += "${".utf8
        rest = rest.dropFirst(3)
      } else if rest.starts(with: "${".utf8) {
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else {
          throw fault("has \"${\" without \"}\"; \"$${\" stands for the characters themselves")
        }
        if !literal.isEmpty { parts.append(.literal(Text(bytes: literal))) }
        literal = []
        switch ScenarioReference.read(Text(rest[(rest.startIndex + 2)..<end]), scope: scope) {
        case .success(let reference): parts.append(.reference(reference))
        case .failure(let error): throw fault(error.reason)
        }
        rest = rest[(end + 1)...]
      } else {
        literal.append(byte)
        rest = rest.dropFirst()
      }
    }
    if !literal.isEmpty { parts.append(.literal(Text(bytes: literal))) }
    return parts
  }

  /// Reads a whole number, or a string of its digits.
  func number(_ range: ClosedRange<Int>) throws(VectorFault) -> Int {
    let digits = value.string.flatMap { text in
      text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") } ? Int(text) : nil
    }
    guard let number = value.integer ?? digits, range.contains(number) else {
      throw fault("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag() throws(VectorFault) -> Bool {
    guard let flag = value.bool else { throw fault("must be true or false") }
    return flag
  }

  /// Reads pairs of a name and a text.
  func scenarioPairs(_ scope: inout ScenarioScope) throws(VectorFault) -> [ScenarioField] {
    var fields: [ScenarioField] = []
    for node in try elements() {
      let pair = try node.elements()
      guard pair.count == 2 else { throw node.fault("must be a name and a value") }
      fields.append(ScenarioField(name: try pair[0].scenarioText(&scope), value: try pair[1].scenarioText(&scope)))
    }
    return fields
  }

  func scenarioTexts(_ scope: inout ScenarioScope) throws(VectorFault) -> [ScenarioText] {
    var texts: [ScenarioText] = []
    for node in try elements() { texts.append(try node.scenarioText(&scope)) }
    return texts
  }

  /// Reads a name that a state or a step defines, and checks that it is new.
  func newName(_ scope: ScenarioScope) throws(VectorFault) -> Text {
    let name = Text(try string())
    let isName = name.bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    guard isName else { throw fault("\"\(name)\" is no name: use lowercase letters, digits and hyphens") }
    guard scope.names[name] == nil else { throw fault("\"\(name)\" is defined twice") }
    return name
  }

  /// Reads one of the words of an enumeration.
  func word<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type = Word.self) throws(VectorFault) -> Word {
    let string = try string()
    guard let word = Word(rawValue: string) else {
      throw fault("\"\(string)\" is none of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return word
  }
}

/// A header, a form field or a query parameter of a scenario.
package struct ScenarioField: Hashable, Sendable {
  package let name: ScenarioText
  package let value: ScenarioText
}
