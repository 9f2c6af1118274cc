import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// A form as HTML: the source of a page, a template, or what a browser's inspector shows.
  static let html = PastedFormat(name: "an HTML form") { lines in
    let bytes = lines.bytes[..<lines.end]
    var found: [Found] = []
    var end = 0
    for offset in lines.offsets(of: "<form", ignoringCase: true) where offset >= end {
      guard let form = HTMLForm(bytes, at: offset), form.concernsS3 else { continue }
      end = form.end
      found.append(
        Found(lines: lines.lines(of: offset..<end), contents: [form.content], bytes: offset..<end))
    }
    return found
  }
}

/// A form as HTML.
struct HTMLForm {
  /// The longest form that is read.
  private static let limit = 1 << 17
  private static let inputLimit = 200

  private struct Input {
    var name: Text
    var value: Text
    var isFile = false
    var isSubmit = false
  }

  /// The place after the form.
  private(set) var end: Int
  private var action: Text?
  private var method: Text?
  private var type: Text?
  /// Whether the form has its inputs: a form in prose may be a tag alone.
  private var isWhole = false
  private var inputs: [Input] = []
  /// The inputs without a name, which browsers do not send.
  private var nameless: [Text] = []

  /// Nil if there is no tag at this place.
  init?(_ bytes: ArraySlice<UInt8>, at start: Int) {
    guard let tag = HTMLTag(bytes, at: start), tag.name == "form" else { return nil }
    action = tag["action"]
    method = tag["method"]
    type = tag["enctype"]
    end = tag.end
    let limit = min(bytes.endIndex, start + Self.limit)
    var index = tag.end
    while index < limit, inputs.count < Self.inputLimit {
      guard let open = bytes[index..<limit].firstIndex(of: UInt8(ascii: "<")) else { break }
      index = open + 1
      if bytes[index...].prefix(5).elementsEqual("/form".utf8) || bytes[index...].prefix(5).elementsEqual("/FORM".utf8)
      {
        isWhole = true
        end = min((bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? index) + 1, bytes.endIndex)
        break
      }
      guard let tag = HTMLTag(bytes, at: open) else { continue }
      // The next form, or an answer of the server after a form without an end.
      if tag.name == "form" || tag.name == "error" { break }
      index = tag.end
      guard ["input", "button", "textarea", "select"].contains(tag.name) else { continue }
      end = tag.end
      read(tag)
    }
    if !inputs.isEmpty || !nameless.isEmpty { isWhole = true }
  }

  private mutating func read(_ tag: HTMLTag) {
    let type = tag["type"]?.lowercased
    let isFile = type == "file"
    let isSubmit = tag.name == "button" && type != "button" && type != "reset" || type == "submit"
    guard !["button", "reset"].contains(type), !tag.has("disabled") else { return }
    guard let name = tag["name"], !name.isEmpty else {
      if let id = tag["id"], isFile || SenderCode.names.contains(id.lowercased) || id.lowercased.hasPrefix("x-amz-") {
        nameless.append(id)
      }
      return
    }
    if type == "checkbox" || type == "radio", !tag.has("checked") { return }
    inputs.append(Input(name: name, value: tag["value"] ?? "", isFile: isFile, isSubmit: isSubmit))
  }

  var concernsS3: Bool {
    if let action, action.bytes[...].contains("://"), S3Likeness.isStore(action) { return true }
    let names = inputs.map(\.name.lowercased) + nameless.map(\.lowercased)
    return names.contains { name in
      name == "policy" || name == "awsaccesskeyid" || name.hasPrefix("x-amz-") || name == "success_action_status"
        || name == "success_action_redirect"
    }
  }

  /// A form whose policy is written out, or the code of one.
  var content: PastedItem.Content {
    let policy = inputs.first { $0.name.lowercased == "policy" }
    if let policy, !policy.value.isEmpty, !Self.isTemplate(policy.value) { return .form(form) }
    return .sender(code)
  }

  private var url: Text? { action.flatMap { $0.lowercased.hasPrefix("http") && !Self.isTemplate($0) ? $0 : nil } }

  private var code: SenderCode {
    var code = SenderCode()
    code.url = url
    for input in inputs { code.append(input.name, isFile: input.isFile) }
    code.noteFields()
    let names = Set(inputs.map(\.name.lowercased))
    for id in nameless where !names.contains(id.lowercased) {
      code.notes.append(
        PastedNote(code: .fieldMissing, detail: "the input \"\(id)\" has an id, but no name: browsers do not send it"))
    }
    for input in inputs where input.isSubmit {
      code.notes.append(
        PastedNote(
          code: .fieldNotCovered,
          detail: "the submit button has the name \"\(input.name)\": browsers send it as a field"))
    }
    if let note = methodNote { code.notes.append(note) }
    if let note = typeNote { code.notes.append(note) }
    return code
  }

  private var methodNote: PastedNote? {
    if let method {
      return method.lowercased == "post" || Self.isTemplate(method)
        ? nil : PastedNote(code: .formNotPost, detail: "the form's method is \"\(method)\"")
    }
    return PastedNote(code: .formNotPost, detail: "the form has no method, so browsers send its fields with GET")
  }

  private var typeNote: PastedNote? {
    if let type {
      return type.lowercased.hasPrefix("multipart/form-data") || Self.isTemplate(type)
        ? nil : PastedNote(code: .formNotMultipart, detail: "the form's enctype is \"\(type)\"")
    }
    return PastedNote(
      code: .formNotMultipart, detail: "the form has no enctype, so browsers do not send multipart/form-data")
  }

  private var form: InspectedForm {
    let fields = inputs.filter { !$0.isFile && !$0.isSubmit }.map { Field($0.name, $0.value) }
    // Scripts often add the file. A page that shows its input is what the browser sends.
    let file = inputs.first { $0.isFile }
    let sent = inputs.map { Field($0.name, $0.isFile ? "" : $0.value) }
    var form = InspectedForm(url: url, fields: fields, sent: file == nil ? nil : sent)
    form.isFromCode = true
    form.notes = code.notes.filter { note in
      file == nil || note.code != .fieldAfterFile && note.code != .fieldNotCovered && note.code != .fileMissing
    }
    form.unknown = Set(inputs.filter { Self.isTemplate($0.value) }.map(\.name.lowercased))
    return form
  }

  /// Whether a value is filled in by a program: `{{ policy }}`, `<%= policy %>`, `${fields.key}`, but not S3's `${filename}`.
  private static func isTemplate(_ value: Text) -> Bool {
    let bytes = value.replacing("${filename}", with: "").bytes[...]
    return ["{{", "<%", "${", "#{", "{%", "<?", "@{", "{"].contains { (mark: Text) in
      mark == "{" ? bytes.first == 0x7B : bytes.contains(mark)
    } || bytes.contains("…") || bytes.contains("...")
  }
}

/// A tag of HTML or of a template.
private struct HTMLTag {
  private static let limit = 1 << 16

  let name: Text
  private var attributes: [Text: Text] = [:]
  /// The place after the tag.
  let end: Int

  subscript(name: Text) -> Text? { attributes[name] }

  func has(_ name: Text) -> Bool { attributes[name] != nil }

  init?(_ bytes: ArraySlice<UInt8>, at start: Int) {
    let word = bytes[(start + 1)...].prefix { (0x61...0x7A).contains($0 | 0x20) }
    guard !word.isEmpty else { return nil }
    name = Text(word).lowercased
    var index = word.endIndex
    let limit = min(bytes.endIndex, start + Self.limit)
    guard index < limit, bytes[index] <= 0x20 || ">/".utf8.contains(bytes[index]) else { return nil }
    while index < limit {
      let byte = bytes[index]
      if byte == UInt8(ascii: ">") {
        index += 1
        break
      }
      guard !(byte <= 0x20), byte != UInt8(ascii: "/") else {
        index += 1
        continue
      }
      // A template between the attributes.
      let key = bytes[index..<limit].prefix { $0 > 0x20 && !"=>/".utf8.contains($0) }
      guard !key.isEmpty else {
        index += 1
        continue
      }
      index = key.endIndex
      var after = index
      while after < limit, bytes[after] <= 0x20 { after += 1 }
      var value: Text = ""
      if after < limit, bytes[after] == UInt8(ascii: "=") {
        after += 1
        while after < limit, bytes[after] <= 0x20 { after += 1 }
        (value, index) = Self.value(bytes[..<limit], after)
      }
      // React writes encType.
      let lowercased = Text(key).lowercased
      if attributes[lowercased] == nil { attributes[lowercased] = value }
    }
    end = index
  }

  private static func value(_ bytes: ArraySlice<UInt8>, _ start: Int) -> (Text, next: Int) {
    guard start < bytes.endIndex else { return ("", start) }
    let quote = bytes[start]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let end = bytes[(start + 1)...].firstIndex(of: quote) ?? bytes.endIndex
      return (EscapedText.withoutEntities(bytes[(start + 1)..<end]), min(end + 1, bytes.endIndex))
    }
    if quote == UInt8(ascii: "{") {
      let inner = CodeText.call(bytes, from: start + 1)
      let end = min(inner.endIndex + 1, bytes.endIndex)
      if let literal = CodeText.literal(inner) { return (literal, end) }
      return (Text(bytes[start..<end]), end)
    }
    let word = bytes[start...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") }
    return (EscapedText.withoutEntities(word), max(word.endIndex, start + (word.isEmpty ? 1 : 0)))
  }
}
