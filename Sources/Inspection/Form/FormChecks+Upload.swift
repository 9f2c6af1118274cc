import ReferenceImpl
import VideoSpec

// The requested form, and the sent fields.

extension FormChecks {
  // MARK: The requested form

  /// Compares the form with the requested one.
  mutating func checkRequestedForm(_ policy: PolicyDocument) {
    let intention = inspector.intention
    for field in intention.fields where handedOut[field.name] == nil {
      report(.fieldsLost, .certain, "\(field.name) is missing")
    }
    checkTexts(policy)
    let present = Set(policy.conditions.map(ConditionMeaning.init))
    for condition in intention.conditions ?? [] where !present.contains(ConditionMeaning(condition)) {
      let code = Self.code(of: condition, in: policy, present)
      // A bound that was malformed is no condition of the policy any more.
      if case .contentLengthRange = condition, diagnosis.has(.boundsOther) { continue }
      report(code, .certain, "\(condition.text) was requested")
    }
  }

  /// Checks whether the policy has the same text as the fields that were handed out with it.
  private mutating func checkTexts(_ policy: PolicyDocument) {
    for condition in policy.conditions {
      guard let field = condition.field, let wanted = condition.equality, let value = handedOut[field], value != wanted
      else { continue }
      let code: CauseCode
      if wanted.bytes.contains(UInt8(ascii: "?")), value.bytes.contains(where: { $0 > 0x7F }) {
        code = .policyTextAsAscii
      } else if value.bytes.contains(UInt8(ascii: "\\")) || (value.hasPrefix(wanted + "\"")) {
        code = .quotationMarksUnescaped
      } else if value.replacing("\u{FEFF}", with: "") == wanted {
        code = .byteOrderMarkLost
      } else if value.withPlainSpaces == wanted.withPlainSpaces {
        code = .unusualSpacesRewritten
      } else {
        continue
      }
      explained.insert(field)
      report(code, .certain, "the condition is \(condition.text), but \(field) is \"\(value.string.visible)\"")
    }
  }

  /// The cause if a requested condition is not in the policy.
  private static func code(
    of condition: PolicyCondition, in policy: PolicyDocument, _ present: Set<ConditionMeaning>
  ) -> CauseCode {
    switch condition {
    case .contentLengthRange(let lower, let upper):
      let isWide = (lower.value ?? 0) > Int(Int32.max) || (upper.value ?? 0) > Int(Int32.max)
      return isWide && policy.conditions.contains { if case .contentLengthRange = $0 { true } else { false } }
        ? .boundsOther : .conditionsOther
    case .startsWith(let reference, let prefix):
      let asEquality = present.contains(ConditionMeaning(.equal(reference: reference, value: prefix)))
      return asEquality ? .prefixesBuiltAsEquality : code(of: prefix)
    case .exact(_, let value), .equal(_, let value):
      let escapes = value.bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }
      return escapes ? .quotationMarksUnescaped : code(of: value)
    }
  }

  private static func code(of value: Text) -> CauseCode {
    value.bytes.contains { $0 > 0x7F }
      ? .policyTextAsAscii
      : value.bytes.contains(UInt8(ascii: "\\")) ? .quotationMarksUnescaped : .conditionsOther
  }

  // MARK: The sent fields

  /// Checks whether the sent fields and the file satisfy the policy.
  mutating func checkUpload(_ policy: PolicyDocument) {
    let sent = sentFields
    let size = Self.leastSize(of: sent)
    if size > FormParser.longestFields { reportSize(size) }
    // Nobody needs to know the conditions of such a form, and each of them may be compared with a long value.
    guard size <= Self.mostBytes else {
      return diagnosis.hints.append("The form is so large that its conditions were not checked.")
    }
    let values: FormValues
    do throws(Rejection) {
      values = try FormValues(UploadForm(fields: sent, file: form.file))
    } catch {
      // The values are not known, so no condition can be judged.
      return diagnosis.add(.formFieldsTooLarge, .certain, error.message)
    }
    func value(_ name: Text) -> Text? { name == "bucket" ? form.target : values[name] }
    for condition in policy.conditions {
      switch condition {
      case .exact(let name, let wanted): check(value(name.lowercased), wanted, condition)
      case .equal(_, let wanted): if let field = condition.field { check(value(field), wanted, condition) }
      case .startsWith(_, let prefix): if let field = condition.field { check(value(field), prefix: prefix, condition) }
      case .contentLengthRange(let lower, let upper):
        guard let size = form.file?.size, let first = lower.value, let last = upper.value else { continue }
        if size < first || size > last {
          let file = size == 0 ? "the file is empty" : "the file has \(size) bytes"
          report(.fileSize, .certain, "\(file), the policy allows \(first) to \(last)")
        }
      }
    }
    checkCoverage(sent, policy)
    checkStoredFields(values)
    if let acl = values["acl"], acl != "bucket-owner-full-control" {
      diagnosis.hints.append(
        "If S3 answers AccessControlListNotSupported: buckets created since April 2023 reject the field acl. Remove it and its condition, or change the bucket's Object Ownership."
      )
    }
    if form.sent != nil, values["key"]?.isEmpty != false {
      if isAfterFile("key") {
        report(.fieldAfterFile, .certain, "key comes after the file")
      } else {
        report(.keyMissing)
      }
    }
    if let key = value("key"), key.bytes.count > KeyGenerator.limit, !diagnosis.has(.formCannotHold) {
      diagnosis.add(.keyTooLong)
    }
  }

  private static let mostBytes = 1 << 17

  /// Reports that the fields are too large for S3. Other stores have other limits.
  mutating func reportSize(_ size: Int) {
    let isAmazon = form.url.flatMap { RequestParts(InspectedRequest(url: $0)) }.map { Inspector.isAmazon($0.host) }
    report(.formFieldsTooLarge, isAmazon == false ? .likely : .certain, "they have at least \(size) bytes")
  }

  /// How many bytes the fields take at least: each has a delimiter and a header.
  private static func leastSize(of fields: [Field]) -> Int {
    fields.reduce(0) { $0 + $1.name.bytes.count + $1.value.bytes.count + 50 }
  }

  /// Reports that a field is missing.
  private mutating func reportMissingField(of condition: PolicyCondition) {
    let name = condition.field ?? ""
    guard name != "bucket" else { return }
    if isAfterFile(name) { return report(.fieldAfterFile, .certain, "\(name) comes after the file") }
    if name == "key" { return }
    // `require` reports missing signing fields.
    let isSigning = name.hasPrefix("x-amz-") && handedOut[name] == nil && form.sent == nil
    if isSigning || missing.contains(name) { return }
    if form.sent == nil {
      report(.fieldMissing, .remark, "the browser has to send \(name), because of \(condition.text)")
    } else {
      report(.fieldMissing, .certain, "the form has no field for \(condition.text)")
    }
  }

  private mutating func check(_ value: Text?, _ wanted: Text, _ condition: PolicyCondition) {
    guard let value else { return reportMissingField(of: condition) }
    let isReplaced = wanted.contains(FieldNames.shared.filename)
    guard value != wanted else {
      // The key's condition is checked for every form.
      if isReplaced, condition.field != "key", form.file == nil {
        report(
          .filenameInCondition, .likely,
          "the condition is \(condition.text); it fails as soon as the file has a name, which every browser sends")
      }
      return
    }
    let shown = { "the condition is \(condition.text), but the value is \"\(value)\"" }
    let field = condition.field ?? ""
    if form.unknown.contains(field) { return }
    if field == "bucket" { return report(.bucketOther, form.isTargetCertain ? .certain : .likely, shown()) }
    if explained.contains(field) { return }
    // The scope that the credential lacks is reported already.
    if field == "x-amz-credential", diagnosis.has(.formCredentialWithoutScope) { return }
    if isReplaced, handedOut[field] == wanted { return report(.filenameInCondition, .certain, shown()) }
    if value.equalsIgnoringCase(wanted) { return report(.fieldCase, .certain, shown()) }
    let isPrefix = value.hasPrefix(wanted) && (wanted.isEmpty || wanted.bytes.last == UInt8(ascii: "/"))
    report(isPrefix ? .prefixesBuiltAsEquality : .fieldOther, .certain, shown())
  }

  private mutating func check(_ value: Text?, prefix: Text, _ condition: PolicyCondition) {
    guard let value else { return reportMissingField(of: condition) }
    if form.unknown.contains(condition.field ?? "") { return }
    let isType = condition.field == "content-type"
    let values = isType && value.bytes.contains(UInt8(ascii: ",")) ? value.commaItems : [value]
    guard !values.allSatisfy({ $0.hasPrefix(prefix) }) else { return }
    if let item = condition.strayItem(of: value) {
      return report(
        .typeWithComma, .likely,
        "the item \"\(item)\" of \"\(value)\" does not begin with the prefix of \(condition.text)")
    }
    if condition.field == "bucket" {
      return report(.bucketOther, form.isTargetCertain ? .certain : .likely, "the condition is \(condition.text)")
    }
    let isCase = values.allSatisfy { Text($0.bytes.prefix(prefix.bytes.count)).equalsIgnoringCase(prefix) }
    let isReplaced =
      prefix.contains(FieldNames.shared.filename) && handedOut[condition.field ?? ""]?.hasPrefix(prefix) == true
    report(
      isReplaced ? .filenameInCondition : isCase ? .fieldCase : .fieldBeginsOtherwise, .certain,
      "the condition is \(condition.text), but the value is \"\(value)\"")
  }

  private mutating func checkCoverage(_ sent: [Field], _ policy: PolicyDocument) {
    let free: Set<Text> = [
      "policy", "x-amz-signature", "file", "bucket", "key", "x-amz-algorithm", "x-amz-credential", "x-amz-date",
      "x-amz-security-token", "awsaccesskeyid", "signature",
    ]
    let covered = Set(policy.conditions.compactMap(\.field))
    for field in sent {
      let name = field.name.lowercased
      if field.name == form.otherFile { continue }
      if free.contains(name) || name.hasPrefix("x-ignore-") || covered.contains(name) { continue }
      let isHandedOut = handedOut[name] != nil
      let library = Self.libraries[name].map { ". \($0) adds this field by itself" } ?? ""
      report(
        isHandedOut ? .fieldWithoutCondition : .fieldNotCovered, .certain, "Extra input fields: \(name)\(library)")
    }
  }

  /// Fields that frameworks and upload libraries add, by their names in lower case.
  private static let libraries: [Text: String] = [
    "utf8": "Rails", "authenticity_token": "Rails", "_method": "Rails or Laravel", "commit": "Rails",
    "_token": "Laravel", "csrfmiddlewaretoken": "Django", "csrf_token": "A framework's form",
    "_csrf": "A framework's form",
    "x-requested-with": "An upload library", "name": "Plupload or Uppy", "chunk": "Plupload", "chunks": "Plupload",
    "filename": "SWFUpload or Plupload", "upload": "SWFUpload or a submit button", "submit": "The submit button",
    "type": "Uppy", "relativepath": "Uppy", "dzuuid": "Dropzone", "dzchunkindex": "Dropzone",
    "dztotalfilesize": "Dropzone", "qquuid": "Fine Uploader", "qqfilename": "Fine Uploader",
    "qqtotalfilesize": "Fine Uploader", "flowchunknumber": "flow.js", "resumablechunknumber": "Resumable.js",
    "max_file_size": "PHP's form",
  ]

  /// Checks the fields that S3 interprets when it stores the object.
  private mutating func checkStoredFields(_ values: FormValues) {
    guard let rejection = StoredFieldCheck.rejection(of: values) else { return }
    let code: CauseCode =
      switch rejection.field {
      case "tagging": .taggingMalformed
      case "x-amz-storage-class": .storageClassUnknown
      default: .checksumFieldInvalid
      }
    report(code, .certain, rejection.message)
  }
}

/// What a condition requires, however it is written.
private enum ConditionMeaning: Hashable {
  case range(Int?, Int?)
  case prefix(field: Text?, Text)
  case equality(field: Text?, Text)

  init(_ condition: PolicyCondition) {
    self =
      switch condition {
      case .contentLengthRange(let lower, let upper): .range(lower.value, upper.value)
      case .startsWith(_, let prefix): .prefix(field: condition.field, prefix)
      case .exact(_, let value), .equal(_, let value): .equality(field: condition.field, value)
      }
  }
}

extension Text {
  /// The text with every unusual space as an ordinary one, and without characters that have no width.
  fileprivate var withPlainSpaces: Text {
    guard bytes.contains(where: { $0 > 0x7F }), let string = validString else { return self }
    var output = ""
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0xAD, 0x200B...0x200F, 0x2028...0x202E, 0x2060, 0xFEFF: continue
      case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: output.unicodeScalars.append(" ")
      default: output.unicodeScalars.append(scalar)
      }
    }
    return Text(output)
  }
}

extension String {
  /// The text with spaces that nobody sees written as `\u{…}`.
  fileprivate var visible: String {
    var output = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0xA0, 0xAD, 0x1680, 0x2000...0x200F, 0x2028...0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF:
        output += "\\u{\(String(scalar.value, radix: 16))}"
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }
}

extension PolicyCondition {
  /// The value that the condition requires; nil if it is no equality.
  fileprivate var equality: Text? {
    switch self {
    case .exact(_, let value), .equal(_, let value): value
    default: nil
    }
  }
}
