import ReferenceImpl
import VideoSpec

// The sent form, compared with the one that was handed out.

extension FormChecks {
  /// Adds a finding if S3 does not find a signing field.
  mutating func require(_ name: Text, orReport code: CauseCode) {
    guard value(name) == nil else { return }
    missing.insert(name)
    if isAfterFile(name) { return diagnosis.add(.fieldAfterFile, .certain, "\(name) comes after the file") }
    let isHandedOut = form.sent != nil && handedOut[name] != nil
    diagnosis.add(code, .certain, isHandedOut ? "\(name) was handed out but not sent" : nil)
  }

  // MARK: Changes

  /// Compares the policy and the signature with those handed out. If both differ, another form may have been sent.
  mutating func checkChanges() {
    guard !changes.isEmpty else { return }
    addChange(changes.count == 1 ? .certain : .likely)
  }

  mutating func addChange(_ certainty: Diagnosis.Certainty) {
    diagnosis.findings.removeAll { $0.cause.code == .formChanged }
    let detail = changes.joined(separator: "; ")
    diagnosis.add(.formChanged, certainty, detail.isEmpty ? nil : detail)
  }

  /// Descriptions of how the policy and the signature were changed, for those of the two that were sent.
  private var changes: [String] {
    guard form.sent != nil else { return [] }
    return (["policy", "x-amz-signature"] as [Text]).compactMap { name in
      guard let handedOut = handedOut[name], let sent = value(name), !sent.isEmpty, handedOut != sent else {
        return nil
      }
      return Self.change(of: name, from: handedOut.bytes, to: sent.bytes)
    }
  }

  private static func change(of name: Text, from handedOut: [UInt8], to sent: [UInt8]) -> String {
    let place = zip(handedOut, sent).prefix { $0 == $1 }.count
    let isBreak = { (byte: UInt8) in byte == 0x0A || byte == 0x0D }
    if sent.contains(where: isBreak), sent.filter({ !isBreak($0) }) == handedOut {
      return "\(name) was handed out on one line, but was sent with a line break after byte \(place)"
    }
    if sent.map({ $0 == 0x20 ? UInt8(ascii: "+") : $0 }) == handedOut {
      return "a \"+\" in \(name) became a space, at byte \(place + 1)"
    }
    if Text(bytes: sent).trimmed.bytes == handedOut { return "white space was added around \(name)" }
    if PercentEncoding.decode(sent[...]) == handedOut { return "\(name) was percent-encoded after it was handed out" }
    if handedOut.starts(with: sent) {
      return "\(name) was cut off: \(sent.count) of \(handedOut.count) bytes were sent"
    }
    if sent.starts(with: handedOut) { return "\(sent.count - handedOut.count) bytes were added at the end of \(name)" }
    return "\(name) differs from the one handed out, from byte \(place + 1) on"
  }

  /// Whether the form was handed out with the right signature and sent changed.
  func isHandedOutRight(_ credentials: Credentials) -> Bool {
    guard form.sent != nil, let policy = handedOut["policy"] else { return false }
    let claim = claim { handedOut[$0] }
    let computed = SigningKeyDraft(claim).derive(credentials.secretAccessKey).authenticate(policy.bytes)
    return Hexadecimal.encode(computed) == claim.signature.bytes
  }

  // MARK: Files

  /// Checks that exactly one file was sent.
  mutating func checkFiles() {
    guard let sent = form.sent else { return }
    let count = sent.count { $0.name.lowercased == "file" }
    if count == 0, let name = form.otherFile {
      diagnosis.add(.fileMissing, .certain, "the part with the file is named \"\(name)\", but S3 reads only \"file\"")
    } else if count == 0 {
      diagnosis.add(.fileMissing, .likely, "none of the sent fields is named \"file\"")
    } else if count > 1 {
      diagnosis.add(
        .filesSeveral, .likely, "\(count) fields are named \"file\"; servers other than S3 may ignore all but the first"
      )
    }
  }
}
