import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// Source code that fills a `FormData` or calls Python's requests with a file.
  ///
  /// It claims nothing: the calls within it that name a URL are requests of their own.
  static let senderCode = PastedFormat(name: "code that sends a form") { lines in
    let bytes = lines.bytes[..<lines.end]
    var found: [Found] = []
    for (offset, code) in FormDataCode.all(in: bytes) + PythonFormCode.all(in: bytes) {
      let number = lines.line(at: offset)
      found.append(Found(lines: number..<(number + 1), contents: [.sender(code)], bytes: offset..<offset))
    }
    return found
  }
}

/// Reads the source code around a place.
enum CodeText {
  static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F || byte == 0x24
  }

  /// The identifier that ends before a place, without the white space after it.
  static func word(before end: Int, in bytes: ArraySlice<UInt8>) -> Text {
    var end = end
    while end > bytes.startIndex, bytes[end - 1] <= 0x20 { end -= 1 }
    return Text(Array(bytes[..<end].suffix(64).reversed().prefix(while: isWord).reversed())[...])
  }

  /// The source text of the argument at a place, and the place of the comma or the bracket after it.
  static func argument(_ bytes: ArraySlice<UInt8>, from start: Int) -> (text: ArraySlice<UInt8>, end: Int) {
    var depth = 0
    var quote: UInt8?
    var index = start
    let limit = min(bytes.endIndex, start + 1000)
    while index < limit {
      let byte = bytes[index]
      if let open = quote {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == open { quote = nil }
      } else if "\"'`".utf8.contains(byte) {
        quote = byte
      } else if "([{".utf8.contains(byte) {
        depth += 1
      } else if ")]}".utf8.contains(byte) {
        if depth == 0 { break }
        depth -= 1
      } else if byte == UInt8(ascii: ","), depth == 0 {
        break
      }
      index += 1
    }
    index = min(index, limit)
    return (bytes[start..<index], index)
  }

  /// The text between the bracket that opens before a place and the one that closes it, within a bound.
  static func call(_ bytes: ArraySlice<UInt8>, from start: Int) -> ArraySlice<UInt8> {
    var depth = 0
    var index = start
    let limit = min(bytes.endIndex, start + 3000)
    while index < limit {
      if "([{".utf8.contains(bytes[index]) { depth += 1 }
      if ")]}".utf8.contains(bytes[index]) {
        if depth == 0 { break }
        depth -= 1
      }
      index += 1
    }
    return bytes[start..<index]
  }

  /// The text of a literal; nil for an expression.
  static func literal(_ text: ArraySlice<UInt8>) -> Text? {
    var reader = LiteralReader(text)
    guard let value = reader.value()?.text else { return nil }
    reader.skipSpace()
    return reader.position == text.endIndex ? value : nil
  }

  /// Whether an expression is a file: `f.files[0]`, `blob`, `fs.createReadStream(path)`.
  static func isFile(_ text: ArraySlice<UInt8>) -> Bool {
    let text = Text(text).trimmed.lowercased
    let marks: [Text] = ["createreadstream(", "new blob(", "new file(", "open(", ".files[", ".files.item("]
    if marks.contains(where: { text.bytes[...].contains($0) }) { return true }
    let last = Text(Array(text.bytes.reversed().prefix(while: isWord).reversed())[...])
    return ["blob", "files", "file"].contains(last) || last.hasSuffix("file") || last.hasSuffix("blob")
  }
}

/// Calls of `append` or `set` of a `FormData`.
private enum FormDataCode {
  private static let callLimit = 400

  static func all(in bytes: ArraySlice<UInt8>) -> [(offset: Int, code: SenderCode)] {
    let classes = bytes.offsets(of: "FormData", limit: 200)
    guard !classes.isEmpty else { return [] }
    var receivers: Set<Text> = []
    for offset in classes {
      // const fd = new FormData(
      var start = offset
      let word = CodeText.word(before: start, in: bytes)
      if word == "new" {
        while start > bytes.startIndex, bytes[start - 1] <= 0x20 { start -= 1 }
        start -= 3
      }
      while start > bytes.startIndex, bytes[start - 1] <= 0x20 { start -= 1 }
      guard start > bytes.startIndex, bytes[start - 1] == UInt8(ascii: "=") else { continue }
      var name = CodeText.word(before: start - 1, in: bytes)
      // const fd: FormData = new FormData()
      if name == "FormData" {
        let colon = bytes[..<(start - 1)].suffix(40).lastIndex(of: UInt8(ascii: ":"))
        if let colon { name = CodeText.word(before: colon, in: bytes) }
      }
      if !name.isEmpty { receivers.insert(name) }
    }
    var calls: [(start: Int, end: Int)] = []
    for method in [".append(", ".set("] as [Text] {
      calls += bytes.offsets(of: method, limit: callLimit).map { ($0, $0 + method.bytes.count) }
    }
    calls.sort { $0.start < $1.start }
    var codes: [Text: (offset: Int, code: SenderCode)] = [:]
    for call in calls {
      let receiver = CodeText.word(before: call.start, in: bytes)
      let isForm = receivers.contains(receiver) || receiver.lowercased.bytes[...].contains("formdata")
      guard isForm else { continue }
      let (first, comma) = CodeText.argument(bytes, from: call.end)
      guard comma < bytes.endIndex, bytes[comma] == UInt8(ascii: ",") else { continue }
      let (second, _) = CodeText.argument(bytes, from: comma + 1)
      let name = CodeText.literal(first)
      codes[receiver, default: (call.start, SenderCode())].code.append(
        name, isFile: name != nil && CodeText.isFile(second))
    }
    var found: [(offset: Int, code: SenderCode)] = []
    for (receiver, entry) in codes where entry.code.concernsS3 {
      var entry = entry
      entry.code.noteFields()
      noteSending(of: receiver, bytes, &entry.code)
      found.append(entry)
    }
    return found.sorted { $0.offset < $1.offset }
  }

  /// Adds notes for the method and the headers with which the form is sent.
  private static func noteSending(of form: Text, _ bytes: ArraySlice<UInt8>, _ code: inout SenderCode) {
    for call in ["fetch(", "axios(", ".ajax(", "axios.post(", "axios.put(", ".request(", ".send("] as [Text] {
      for offset in bytes.offsets(of: call, limit: 20) {
        let text = CodeText.call(bytes, from: offset + call.bytes.count)
        guard mentions(form, text) else { continue }
        let options = Text(text).lowercased.bytes[...]
        if call == "axios.put(" || isGiven("method", ["put"], options) || isGiven("type", ["put"], options) {
          code.notes.append(
            PastedNote(
              code: .methodOther,
              detail: "the code sends a form with PUT: a presigned PUT takes the file itself, a form is sent with POST")
          )
        }
        if let type = value("content-type", options) ?? value("contenttype", options) {
          if type.hasPrefix("multipart/form-data"), !type.bytes[...].contains("boundary") {
            code.notes.append(
              PastedNote(code: .formBoundaryMissing, detail: "the code sets Content-Type to \"\(type)\" by hand"))
          } else if !type.hasPrefix("multipart/form-data") {
            code.notes.append(
              PastedNote(code: .formNotMultipart, detail: "the code sets Content-Type to \"\(type)\" for a form"))
          }
        } else if call == ".ajax(" {
          let lacks = (["contenttype", "processdata"] as [Text]).filter { !options.contains($0) }
          if !lacks.isEmpty {
            code.notes.append(
              PastedNote(
                code: .formNotMultipart,
                detail: "jQuery sends a FormData only with contentType: false and processData: false"))
          }
        }
      }
    }
  }

  private static func mentions(_ name: Text, _ text: ArraySlice<UInt8>) -> Bool {
    text.offsets(of: name, limit: 20).contains { offset in
      let end = offset + name.bytes.count
      let before = offset == text.startIndex ? 0x20 : text[offset - 1]
      let after = end == text.endIndex ? 0x20 : text[end]
      return !CodeText.isWord(before) && before != UInt8(ascii: ".") && !CodeText.isWord(after)
    }
  }

  /// The value of a property or a named argument, if it is a literal.
  private static func value(_ name: Text, _ text: ArraySlice<UInt8>) -> Text? {
    for offset in text.offsets(of: name, limit: 10) {
      var rest = text[(offset + name.bytes.count)...]
      rest = rest.drop { $0 <= 0x20 || "\"'`".utf8.contains($0) }
      guard let mark = rest.first, mark == UInt8(ascii: ":") || mark == UInt8(ascii: "=") else { continue }
      var reader = LiteralReader(text, at: rest.startIndex + 1)
      reader.skipSpace()
      guard reader.position < text.endIndex, "\"'`".utf8.contains(text[reader.position]) else { continue }
      if let value = reader.value()?.text { return value.trimmed }
    }
    return nil
  }

  private static func isGiven(_ name: Text, _ values: [Text], _ text: ArraySlice<UInt8>) -> Bool {
    value(name, text).map(values.contains) ?? false
  }
}

/// Calls of Python's requests or httpx that send a form.
private enum PythonFormCode {
  static func all(in bytes: ArraySlice<UInt8>) -> [(offset: Int, code: SenderCode)] {
    var found: [(offset: Int, code: SenderCode)] = []
    for module in ["requests.", "httpx.", "session.", "client."] as [Text] {
      for method in ["post(", "put("] as [Text] {
        let name = module + method
        for offset in bytes.offsets(of: name, limit: 20) {
          let call = CodeText.call(bytes, from: offset + name.bytes.count)
          let code = code(call, isPut: method == "put(")
          if !code.notes.isEmpty { found.append((offset, code)) }
        }
      }
    }
    return found.sorted { $0.offset < $1.offset }
  }

  private static func code(_ call: ArraySlice<UInt8>, isPut: Bool) -> SenderCode {
    var code = SenderCode()
    var arguments: [Text: ArraySlice<UInt8>] = [:]
    var index = call.startIndex
    while index < call.endIndex {
      let (text, end) = CodeText.argument(call, from: index)
      if let equals = text.firstIndex(of: UInt8(ascii: "=")) {
        let name = Text(text[..<equals]).trimmed
        if name.bytes.allSatisfy(CodeText.isWord) { arguments[name] = text[(equals + 1)...] }
      }
      index = max(end, index) + 1
    }
    let isForm = arguments["data"].map { Text($0).lowercased.bytes[...].contains("fields") } ?? false
    if isPut, arguments["files"] != nil {
      code.notes.append(
        PastedNote(
          code: .headerChanged,
          detail:
            "files= sends multipart/form-data: Content-Type is not the signed one, and the object begins with a delimiter; pass the file as data=",
          needsMismatch: true))
      return code
    }
    guard arguments["files"] != nil || isForm else { return code }
    if let files = arguments["files"] {
      var reader = LiteralReader(files)
      if let first = reader.value()?.object?.members.first?.name, isForm || first.lowercased == "file" {
        code.fileName = first
        code.isOpenBefore = true
        code.noteFields()
      }
    } else if isForm {
      code.notes.append(
        PastedNote(code: .formNotMultipart, detail: "without files= the call sends application/x-www-form-urlencoded"))
    }
    if let headers = arguments["headers"] {
      let text = Text(headers).lowercased.bytes[...]
      if text.contains("multipart/form-data"), !text.contains("boundary") {
        code.notes.append(
          PastedNote(code: .formBoundaryMissing, detail: "the code sets Content-Type to multipart/form-data by hand"))
      }
    }
    return code
  }
}
