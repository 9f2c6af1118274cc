import ReferenceImpl
import VideoSpec

extension PastedFormat {
  /// What backends hand out: JSON, or what JavaScript and Python print, with a form or a signed URL.
  static let handedOut = PastedFormat(name: "JSON with a form or a URL") { lines in
    let marks: [Text] = ["x-amz-", "policy", "signature", "<Error>"]
    guard marks.contains(where: { !lines.offsets(of: $0, ignoringCase: true).isEmpty }) else { return [] }
    var found: [Found] = []
    // Failed attempts may read ahead; together no more than this.
    var budget = 3 * lines.bytes.count + 1 << 16
    for run in lines.unclaimed {
      let bytes = lines.bytes(of: run)
      var index = bytes.startIndex
      while index < bytes.endIndex, budget > 0 {
        guard let start = bytes[index...].firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") })
        else { break }
        var reader = LiteralReader(bytes, at: start)
        let value = reader.value()
        budget -= reader.position - start
        guard let value, reader.position > start + 2 else {
          index = start + 1
          continue
        }
        index = reader.position
        var walk = HandedOutWalk()
        walk.visit(value, depth: 0)
        guard !walk.contents.isEmpty else { continue }
        let range = start..<reader.position
        found.append(
          Found(
            lines: lines.lines(of: range), contents: walk.contents, bytes: range,
            name: walk.hasForm ? "a form as JSON" : walk.hasURL ? "JSON with a URL" : "S3's response in JSON"))
      }
    }
    return found
  }
}

/// Finds forms and signed URLs in a value of JSON, at any depth.
struct HandedOutWalk {
  private static let contentLimit = 200
  private static let depthLimit = 80

  private(set) var contents: [PastedItem.Content] = []
  private(set) var hasForm = false
  private(set) var hasURL = false

  mutating func visit(_ value: JSONValue, depth: Int, name: Text = "") {
    guard depth < Self.depthLimit, contents.count < Self.contentLimit else { return }
    switch value {
    case .object(let object):
      if let form = form(object) {
        contents.append(.form(form))
        hasForm = true
        return
      }
      var rest = object.members
      if let (request, used) = request(object, name: name) {
        contents.append(.request(request))
        hasURL = true
        rest.removeAll { used.contains($0.name) }
      }
      for member in rest { visit(member.value, depth: depth + 1, name: member.name) }
    case .array(let values): for value in values { visit(value, depth: depth + 1, name: name) }
    case .string(let text): visit(text, depth: depth)
    case .null, .bool, .number: break
    }
  }

  private mutating func visit(_ text: Text, depth: Int) {
    let start = text.bytes.first { $0 > 0x20 }
    if start == UInt8(ascii: "{") || start == UInt8(ascii: "[") {
      var reader = LiteralReader(text.bytes[...])
      if let value = reader.value() { visit(value, depth: depth + 1) }
    } else if text.bytes[...].contains("<Error"), let (_, error) = PastedError.first(in: text.bytes[...]) {
      contents.append(.response(ErrorResponse(error)))
    } else if Self.isURL(text), S3Likeness.isSigned(text) {
      contents.append(.request(InspectedRequest(url: text)))
      hasURL = true
    }
  }

  // MARK: Forms

  private static let fieldsNames: Set<Text> = [
    "fields", "formdata", "form_data", "formfields", "form_fields", "params", "parameters", "inputs", "postdata",
    "data", "payload", "forminputs", "form_inputs", "s3_fields", "post_fields", "attributes",
  ]
  private static let urlNames: Set<Text> = [
    "url", "posturl", "post_url", "action", "endpoint", "uploadurl", "upload_url", "host", "form_action", "formaction",
    "s3url", "s3_url", "uri", "bucketurl",
  ]

  private func form(_ object: JSONObject) -> InspectedForm? {
    for member in object.members where Self.fieldsNames.contains(member.name.lowercased) {
      guard let fields = Self.fields(member.value), Self.isForm(fields) else { continue }
      return Self.form(fields, url: Self.url(object))
    }
    // The fields beside the URL, as FineUploader and many a backend do.
    guard let fields = Self.fields(.object(object)), Self.isForm(fields) else { return nil }
    let own = fields.filter { !Self.urlNames.contains($0.name.lowercased) }
    return Self.form(own, url: Self.url(object))
  }

  private static func form(_ fields: [Field], url: Text?) -> InspectedForm {
    InspectedForm(url: url, fields: fields.filter { $0.name.lowercased != "file" })
  }

  private static func isForm(_ fields: [Field]) -> Bool {
    let names = Set(fields.map(\.name.lowercased))
    return names.contains("policy")
      && ["x-amz-signature", "signature", "x-amz-credential", "key", "awsaccesskeyid"].contains(where: names.contains)
  }

  private static func url(_ object: JSONObject) -> Text? {
    for member in object.members where urlNames.contains(member.name.lowercased) {
      if let text = member.value.text, isURL(text) { return text }
      if let inner = member.value.object, let url = url(inner) { return url }
    }
    for name in ["form_attributes", "attributes", "form", "formAttributes"] as [Text] {
      if let inner = object[name]?.object, let url = url(inner) { return url }
    }
    return nil
  }

  /// The fields of an object, of an array of pairs, or of an array of objects with a name and a value.
  private static func fields(_ value: JSONValue) -> [Field]? {
    if let object = value.object {
      let fields = object.members.compactMap { member in
        scalar(member.value).map { Field(member.name, $0) }
      }
      return fields.isEmpty ? nil : fields
    }
    guard let array = value.array, !array.isEmpty else { return nil }
    var fields: [Field] = []
    for element in array {
      if let pair = element.array, pair.count == 2, let name = pair[0].text, let value = scalar(pair[1]) {
        fields.append(Field(name, value))
      } else if let object = element.object {
        let name = object["name"]?.text ?? object["key"]?.text ?? object["Name"]?.text
        if let name, let value = (object["value"] ?? object["Value"]).flatMap(scalar) {
          fields.append(Field(name, value))
        } else if object.members.count == 1, let value = scalar(object.members[0].value) {
          fields.append(Field(object.members[0].name, value))
        } else {
          return nil
        }
      } else {
        return nil
      }
    }
    return fields
  }

  private static func scalar(_ value: JSONValue) -> Text? {
    switch value {
    case .string(let text): text
    case .number(let digits): Text(digits)
    case .bool(let bool): bool ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  // MARK: Signed URLs

  private static let headersNames: Set<Text> = [
    "headers", "requestheaders", "request_headers", "signedheaders", "signed_headers", "httpheaders", "header",
    "signedheader", "parameters", "requiredheaders", "required_headers",
  ]

  /// The request of an object with a signed URL, and the names of the members that it uses.
  private func request(_ object: JSONObject, name: Text) -> (InspectedRequest, used: Set<Text>)? {
    let urls = object.members.filter { member in
      member.value.text.map { Self.isURL($0) && S3Likeness.isSigned($0) } ?? false
    }
    // Several URLs (of the parts of an upload, or one to upload and one to download) are requests of their own.
    guard urls.count == 1, let url = urls.first, let text = url.value.text else { return nil }
    var request = InspectedRequest(url: text)
    var used: Set<Text> = [url.name]
    for member in object.members {
      let lowercased = member.name.lowercased
      if ["method", "httpmethod", "http_method", "verb", "type"].contains(lowercased), let value = member.value.text,
        Text(bytes: value.uppercased.bytes).isMethod
      {
        request.method = value.uppercased
      } else if Self.headersNames.contains(lowercased), let fields = Self.headers(member.value) {
        request.headers = SentHeaders.kept(fields)
        used.insert(member.name)
      }
    }
    // Rails: direct_upload: {url, headers}
    if request.method == nil, ["direct_upload", "directupload"].contains(name.lowercased) { request.method = "PUT" }
    return (request, used)
  }

  private static func headers(_ value: JSONValue) -> [HeaderField]? {
    guard let object = value.object else { return fields(value) }
    return object.members.compactMap { member in
      // Java and Go print lists of values.
      let value = member.value.array?.first ?? member.value
      return scalar(value).map { HeaderField(member.name, $0) }
    }
  }

  private static func isURL(_ text: Text) -> Bool {
    let start = Text(text.bytes.drop { $0 <= 0x20 }.prefix(8)).lowercased
    return start.hasPrefix("https://") || start.hasPrefix("http://")
  }
}
