import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A policy document that was pasted decoded.
  static let policies = PastedFormat(name: "a policy") { lines in
    var found: [Found] = []
    var end = 0
    var budget = 3 * lines.bytes.count + 1 << 16
    for offset in lines.offsets(of: "conditions") where offset >= end && budget > 0 {
      // The brace before the first member, which is the expiration or the conditions.
      let bytes = lines.bytes[..<lines.end]
      let start = bytes[max(end, offset - 4000)..<offset].lastIndex { $0 == UInt8(ascii: "{") }
      guard let start else { continue }
      var reader = LiteralReader(bytes, at: start)
      let value = reader.value()
      budget -= reader.position - start
      guard let object = value?.object, object["expiration"] != nil || object["Expiration"] != nil,
        object["conditions"]?.array != nil, reader.position > offset
      else { continue }
      let text = Text(bytes[start..<reader.position])
      // Code has expressions, whose values are not known.
      guard (try? JSONValue(parsing: text.bytes)) != nil else { continue }
      end = reader.position
      let range = start..<end
      found.append(Found(lines: lines.lines(of: range), contents: [.form(InspectedForm(policy: text))], bytes: range))
    }
    return found
  }

  /// A policy in Base64 without its form.
  static let encodedPolicy = PastedFormat(name: "a policy in Base64") { lines in
    var found: [Found] = []
    var end = 0
    // `{"`, `{ "`, a brace and a line break.
    let beginnings: [Text] = ["eyJ", "eyA", "ewo", "ew0", "eyd", "ewk"]
    var offsets: [Int] = []
    for beginning in beginnings { offsets += lines.offsets(of: beginning) }
    for offset in offsets.sorted() where offset >= end {
      let word = lines.bytes[offset..<lines.end].prefix(1 << 16).prefix(while: isBase64)
      end = word.endIndex
      guard word.count >= 60, let document = Base64.decode(Array(word)), document[...].contains("\"conditions\"") else {
        continue
      }
      let range = offset..<end
      var form = InspectedForm(policy: Text(bytes: document))
      form.fields = [Field("policy", Text(word))]
      found.append(Found(lines: lines.lines(of: range), contents: [.form(form)], bytes: range))
    }
    return found
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
  }

  /// The fields of a form one by line, as loggers print them: YAML, PHP's print_r, a browser's form data, `NAME = VALUE`.
  static let looseFields = PastedFormat(name: "the fields of a form") { lines in
    var found: [Found] = []
    var next = 0
    for number in lines.lines(containing: "policy", ignoringCase: true) where number >= next {
      guard !lines.isClaimed(number), let policy = LooseField(lines, number), policy.field.name.lowercased == "policy",
        policy.field.value.bytes.count >= 40
      else {
        if let (range, form) = GoMap.form(lines, number) {
          found.append(Found(lines: lines.lines(of: range), contents: [.form(form)], bytes: range))
          next = number + 1
        }
        continue
      }
      var first = number
      while first > max(next, number - 40), !lines.isClaimed(first - 1), LooseField.isPart(lines, first - 1) {
        first -= 1
      }
      var last = number + 1
      while last < min(lines.count, number + 40), !lines.isClaimed(last), LooseField.isPart(lines, last) { last += 1 }
      next = last
      var fields: [Field] = []
      var url: Text?
      for line in first..<last {
        guard let field = LooseField(lines, line)?.field else { continue }
        let isURL = field.value.lowercased.hasPrefix("http") && !field.name.lowercased.hasPrefix("success")
        if isURL, !SenderCode.names.contains(field.name.lowercased) {
          url = url ?? field.value
        } else if !field.value.isEmpty {
          fields.append(field)
        }
      }
      let names = Set(fields.map(\.name.lowercased))
      guard names.contains("x-amz-credential") || names.contains("awsaccesskeyid") || names.contains("key") else {
        continue
      }
      let known = fields.filter {
        let name = $0.name.lowercased
        return SenderCode.names.contains(name) || name.hasPrefix("x-amz-") || name.hasPrefix("content-")
          || name == "tagging" || name == "redirect" || name == "cache-control"
      }
      found.append(Found(lines: first..<last, contents: [.form(InspectedForm(url: url, fields: known))]))
    }
    return found
  }
}

extension InspectedForm {
  /// A policy of which the form is not known.
  fileprivate init(policy document: Text) {
    self.init(fields: [Field("policy", Text(bytes: Base64.encode(document.bytes)))])
    isPolicyAlone = true
  }
}

/// A line with a name and a value.
private struct LooseField {
  let field: Field

  /// Whether a line is a field, or the value of the one before it.
  static func isPart(_ lines: PastedLines, _ number: Int) -> Bool {
    Text(lines[number].prefix(200)).trimmed.hasPrefix("string(") || LooseField(lines, number) != nil
  }

  /// Reads a field whose value may be in the next line, as PHP's var_dump prints it.
  init?(_ lines: PastedLines, _ number: Int) {
    let line = lines[number]
    if line.count < 200, Text(line).trimmed.hasSuffix("=>"), number + 1 < lines.count, !lines.isClaimed(number + 1) {
      self.init((Text(line) + " " + Text(lines[number + 1]).trimmed).bytes[...])
    } else {
      self.init(line)
    }
  }

  init?(_ line: ArraySlice<UInt8>) {
    guard line.count < 1 << 15 else { return nil }
    var rest = line.drop { $0 <= 0x20 || "-*+|,>".utf8.contains($0) }
    rest = rest.drop { "\"'`[:".utf8.contains($0) }
    let name = rest.prefix { CodeText.isWord($0) || $0 == UInt8(ascii: "-") }
    guard !name.isEmpty, name.count <= 64 else { return nil }
    rest = rest[name.endIndex...].drop { $0 <= 0x20 || "\"'`]".utf8.contains($0) }
    if rest.starts(with: "=>".utf8) || rest.starts(with: ":=".utf8) {
      rest = rest.dropFirst(2)
    } else if let mark = rest.first, ":=|".utf8.contains(mark) {
      rest = rest.dropFirst()
      if rest.starts(with: "//".utf8) { return nil }
    } else {
      return nil
    }
    // var_dump prints the type: string(16) "video/mp4"
    var value = Text(rest).trimmed
    if value.hasPrefix("string("), let space = value.bytes.firstIndex(of: 0x20) {
      value = Text(value.bytes[(space + 1)...]).trimmed
    }
    if value.bytes.last == UInt8(ascii: ",") { value = Text(value.bytes.dropLast()).trimmed }
    if let quote = value.bytes.first, "\"'`".utf8.contains(quote), value.bytes.count >= 2, value.bytes.last == quote {
      value = Text(value.bytes.dropFirst().dropLast())
    }
    field = Field(Text(name), value)
  }
}

/// A map as Go prints it: `map[key:videos/a.mp4 policy:eyJ…]`.
private enum GoMap {
  static func form(_ lines: PastedLines, _ number: Int) -> (Range<Int>, InspectedForm)? {
    let line = lines[number]
    guard let start = line.offsets(of: "map[", limit: 1).first else { return nil }
    let inner = line[(start + 4)...]
    guard let end = inner.lastIndex(of: UInt8(ascii: "]")) else { return nil }
    var fields: [Field] = []
    for piece in inner[..<end].split(separator: 0x20) {
      guard let colon = piece.firstIndex(of: UInt8(ascii: ":")), colon > piece.startIndex else {
        // A value with a space in it.
        guard let last = fields.popLast() else { return nil }
        fields.append(Field(last.name, last.value + " " + Text(piece)))
        continue
      }
      fields.append(Field(Text(piece[..<colon]), Text(piece[(colon + 1)...])))
    }
    let names = Set(fields.map(\.name.lowercased))
    guard names.contains("policy"), names.contains("x-amz-credential") || names.contains("key") else { return nil }
    return (start..<(end + 1), InspectedForm(fields: fields))
  }
}
