public import VideoSpec

/// What a pasted text shows beside a request or a response, such as source code or a line of a log.
public struct PastedNote: Hashable, Sendable {
  public var code: CauseCode
  public var detail: String
  /// Code need not be what ran: it makes a cause likely. A line of a server's log may state it.
  public var isStated = false
  /// Whether the note is only of interest if the signature is wrong.
  var needsMismatch = false
}

/// Source code that sends a form, as far as it shows the fields.
public struct SenderCode: Hashable, Sendable {
  /// The names of the fields that the code writes out, before the file and after it.
  public var before: [Text] = []
  public var after: [Text] = []
  /// Whether the code appends fields whose names are not written out, before the file or after it.
  public var isOpenBefore = false
  public var isOpenAfter = false
  /// The name of the file's field; nil if the code appends no file.
  public var fileName: Text?
  public var notes: [PastedNote] = []
  /// The URL that the form is sent to; nil if unknown.
  public var url: Text?

  /// Whether the names of all fields are known.
  var isComplete: Bool { !isOpenBefore && !isOpenAfter && !(before.isEmpty && after.isEmpty) }

  /// Adds a note for the order of the fields, and for the name of the file's field.
  mutating func noteFields() {
    guard let fileName else { return }
    if isOpenAfter || !after.isEmpty {
      let first = after.first.map { "\"\($0)\"" } ?? "the other fields"
      notes.append(PastedNote(code: .fieldAfterFile, detail: "the code appends the file before \(first)"))
    }
    if fileName.lowercased != "file" {
      notes.append(
        PastedNote(code: .fileMissing, detail: "the code names the field of the file \"\(fileName)\", not \"file\""))
    }
  }

  mutating func append(_ name: Text?, isFile: Bool) {
    if let name, name.lowercased == "file" || isFile {
      if fileName == nil || name.lowercased == "file" { fileName = name }
    } else if fileName == nil {
      if let name { before.append(name) } else { isOpenBefore = true }
    } else if let name {
      after.append(name)
    } else {
      isOpenAfter = true
    }
  }

  /// Whether the names are those of a form for S3.
  var concernsS3: Bool {
    isOpenBefore || isOpenAfter || fileName?.lowercased == "file"
      || (before + after).contains { Self.names.contains($0.lowercased) || $0.lowercased.hasPrefix("x-amz-") }
  }

  static let names: Set<Text> = [
    "key", "policy", "signature", "awsaccesskeyid", "acl", "success_action_status", "success_action_redirect",
    "content-type", "x-amz-signature", "x-amz-credential", "x-amz-algorithm", "x-amz-date", "x-amz-security-token",
    "bucket", "googleaccessid",
  ]
}
