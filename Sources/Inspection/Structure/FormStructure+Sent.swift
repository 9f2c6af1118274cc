import ReferenceImpl
import VideoSpec

// What was sent, held against what was handed out.

extension FormStructure {
  /// What comes before the file; S3 reads nothing after it.
  var sentFields: [Field] {
    guard let sent = form.sent else { return form.fields }
    return Array(sent.prefix { $0.name.lowercased != "file" })
  }

  func isAfterFile(_ name: Text) -> Bool {
    guard let sent = form.sent else { return false }
    return sent.drop { $0.name.lowercased != "file" }.contains { $0.name.equalsIgnoringCase(name) }
  }

  /// Names the cause of a signing field's not being there.
  mutating func miss(_ name: Text, _ code: String) {
    guard value(name) == nil else { return }
    missed.insert(name)
    if isAfterFile(name) { return diagnosis.add("field-after-file", .certain, "\(name) comes after the file") }
    let isHandedOut = form.sent != nil && form.value(name) != nil
    diagnosis.add(code, .certain, isHandedOut ? "\(name) was handed out, and not sent" : nil)
  }

  // MARK: Changes

  /// Policy and signature are handed on as they are; who changes both may have sent another form.
  mutating func examineChanges() {
    guard !changes.isEmpty else { return }
    addChange(changes.count == 1 ? .certain : .likely)
  }

  mutating func addChange(_ certainty: Diagnosis.Certainty) {
    diagnosis.findings.removeAll { $0.cause.code == "form-changed" }
    let detail = changes.joined(separator: "; ")
    diagnosis.add("form-changed", certainty, detail.isEmpty ? nil : detail)
  }

  /// What policy and signature have become; nothing of a field that was not sent.
  private var changes: [String] {
    guard form.sent != nil else { return [] }
    return (["policy", "x-amz-signature"] as [Text]).compactMap { name in
      guard let meant = form.value(name), let sent = value(name), !sent.isEmpty, meant != sent else { return nil }
      return Self.change(of: name, from: meant.bytes, to: sent.bytes)
    }
  }

  private static func change(of name: Text, from meant: [UInt8], to sent: [UInt8]) -> String {
    let place = zip(meant, sent).prefix { $0 == $1 }.count
    let isBreak = { (byte: UInt8) in byte == 0x0A || byte == 0x0D }
    if sent.contains(where: isBreak), sent.filter({ !isBreak($0) }) == meant {
      return "\(name) was handed out on one line; a line break came into it after byte \(place)"
    }
    if sent.map({ $0 == 0x20 ? UInt8(ascii: "+") : $0 }) == meant {
      return "in \(name) '+' became a space, at byte \(place + 1)"
    }
    if Text(bytes: sent).trimmed.bytes == meant { return "white space came around \(name)" }
    if PercentEncoding.decode(sent[...]) == meant { return "\(name) was percent-encoded after it was handed out" }
    if meant.starts(with: sent) { return "\(name) was cut off: \(sent.count) of \(meant.count) bytes were sent" }
    if sent.starts(with: meant) { return "\(sent.count - meant.count) bytes came behind \(name)" }
    return "\(name) is another one than was handed out, from byte \(place + 1) on"
  }

  /// Whether the form is signed rightly as it was handed out, and was sent otherwise.
  func isHandedOutRight(_ credentials: Credentials) -> Bool {
    guard form.sent != nil, let policy = form.value("policy") else { return false }
    let claim = claim(form.value)
    let computed = DraftKey(claim).derive(credentials.secretAccessKey).authenticate(policy.bytes)
    return Hexadecimal.encode(computed) == claim.signature.bytes
  }

  // MARK: Files

  /// S3 wants exactly one file.
  mutating func examineFiles() {
    guard let sent = form.sent else { return }
    let count = sent.count { $0.name.lowercased == "file" }
    if count == 0 {
      diagnosis.add("file-missing", .likely, "none of the fields that were sent is named file")
    } else if count > 1 {
      diagnosis.add(
        "files-several", .likely, "\(count) fields are named file; servers other than S3 may ignore all but the first")
    }
  }
}
