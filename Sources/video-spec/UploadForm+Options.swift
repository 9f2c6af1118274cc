import AdapterProtocol
import Gate
import VideoSpec

#if canImport(Glibc)
  import Glibc
#endif

extension UploadForm {
  /// The form that `--form`, `--field` and `--file` describe.
  init(_ options: Options) throws {
    guard let path = options.value("form") else { throw options.fail("--form is missing") }
    let bytes = try Files.read(path)
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: bytes) } catch {
      throw CommandFailure("\(path): \(error)", status: .usage)
    }
    guard var fields = Self.fields(json["fields"] ?? json) else {
      throw CommandFailure(
        "\(path): no fields, neither as an object of strings nor as an array of pairs", status: .usage)
    }
    fields = try Self.adding(options, to: fields)
    self.init(fields: fields, file: try Self.file(options))
  }

  /// The fields with those that `--field` adds or changes.
  static func adding(_ options: Options, to fields: [Field]) throws -> [Field] {
    var fields = fields
    for field in options.all("field") {
      guard let (name, value) = Text(field).splitOnce(at: UInt8(ascii: "=")) else {
        throw options.fail("--field \(field.shown) is not NAME=VALUE")
      }
      if let index = fields.firstIndex(where: { $0.name.lowercased == name.lowercased }) {
        fields[index].value = value
      } else {
        fields.append(Field(name, value))
      }
    }
    return fields
  }

  static func fields(_ json: JSONValue) -> [Field]? {
    if let object = json.object {
      let fields = object.members.compactMap { member in member.value.text.map { Field(member.name, $0) } }
      return fields.count == object.members.count ? fields : nil
    }
    return try? InputReader(["fields": json]).fields("fields")
  }

  static func file(_ options: Options) throws -> FormFile? {
    var name = options.value("file-name").map { Text($0) }
    var size = try options.number("file-size")
    if let path = options.value("file") {
      var status = stat()
      if size != nil { throw options.fail("--file and --file-size exclude each other") }
      guard stat(path, &status) == 0 else { throw CommandFailure("\(FileError("stat", path))", status: .usage) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw options.fail("--file \"\(path)\" is no file") }
      name = name ?? Text(path).split(at: UInt8(ascii: "/")).last
      size = Int(status.st_size)
    }
    return size.map { FormFile(name: name, size: $0) }
  }
}
