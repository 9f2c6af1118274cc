import AdapterProtocol
import Gate
import Inspection
import ReferenceImpl
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

// The options that describe an upload form.

extension Option {
  static let form = Option("form", .file(), isRequired: true, "the form as JSON ('-': standard input)")
  static let field = Option(
    "field", .text("NAME=VALUE"), isRepeatable: true, "a field that the browser adds or changes")
  static let uploadedFile = [
    Option("file", .file(), "the file to upload; only its name and size are read"),
    Option("file-name", .text("NAME"), "the file's name"), Option("file-size", .text("BYTES"), "the file's size"),
  ]
}

extension Options {
  /// The fields of a JSON file: an object or an array of pairs, whole or in a member `fields`.
  fileprivate static func fields(in json: JSONValue, of path: String) throws(CommandFailure) -> [Field] {
    let value = json["fields"] ?? json
    if let object = value.object {
      let fields = object.members.compactMap { member in member.value.text.map { Field(member.name, $0) } }
      if fields.count == object.members.count { return fields }
    } else if let fields = try? InputReader(["fields": value]).fields("fields") {
      return fields
    }
    throw CommandFailure(
      "\(path): the form's fields must be a JSON object of strings or an array of pairs of strings", status: .usage)
  }

  /// The fields with the changes of `--field`. New ones come last.
  fileprivate func changing(_ fields: [Field]) throws -> [Field] {
    var fields = fields
    for field in try self.fields() {
      if let index = fields.firstIndex(where: { $0.name.lowercased == field.name.lowercased }) {
        fields[index].value = field.value
      } else {
        fields.append(field)
      }
    }
    return fields
  }

  /// The file of `--file`, or of `--file-name` and `--file-size`.
  fileprivate func uploadedFile() throws -> FormFile? {
    var name = value("file-name").map { Text($0) }
    var size = try number("file-size")
    if let path = value("file") {
      var status = stat()
      if size != nil { throw fail("--file and --file-size exclude each other") }
      guard stat(path, &status) == 0 else { throw CommandFailure("--file \(FileError("stat", path))", status: .usage) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw fail("--file \"\(path)\" is not a regular file") }
      name = name ?? Text(path).split(at: UInt8(ascii: "/")).last
      size = Int(status.st_size)
    }
    return size.map { FormFile(name: name, size: $0) }
  }
}

extension UploadForm {
  /// The form that `--form`, `--field` and `--file` describe.
  init(_ options: Options) throws {
    let path = options.value("form") ?? ""
    let fields = try Options.fields(in: Files.json(path), of: path)
    self.init(fields: try options.changing(fields), file: try options.uploadedFile())
  }
}

extension InspectedForm {
  /// The form that the operand or `--form`, `--sent`, `--field`, `--file` and `--bucket` describe.
  init(_ options: Options) throws {
    if options.has("form"), !options.operands.isEmpty { throw options.fail("give the form once: FILE or --form") }
    guard let path = options.value("form") ?? options.operands.first else {
      throw options.fail("FILE is missing: the form as JSON")
    }
    let json = try Files.json(path)
    let fields = try Options.fields(in: json, of: path)
    var sent = try options.value("sent").map { try Options.fields(in: Files.json($0), of: $0) }
    let file = try options.uploadedFile()
    // Without --sent, the fields were sent as they were handed out, but for the changes.
    let usual = fields + [Field("file", "")]
    if options.has("field") { sent = try Self.changing(sent ?? usual, options) }
    if file != nil { sent = sent ?? usual }
    self.init(
      url: json["url"]?.text, fields: fields, sent: sent, file: file, bucket: options.value("bucket").map { Text($0) })
  }

  /// Fields that `--field` adds are sent before the file.
  private static func changing(_ fields: [Field], _ options: Options) throws -> [Field] {
    let changed = try options.changing(fields)
    guard let file = fields.firstIndex(where: { $0.name.lowercased == "file" }) else { return changed }
    return Array(changed[..<file] + changed[fields.count...] + changed[file..<fields.count])
  }
}
