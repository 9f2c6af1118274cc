import Inspection
import ReferenceImpl
import VideoSpec

extension InspectedForm {
  /// The form that `--form`, `--sent`, `--field`, `--file` and `--bucket` describe.
  init(_ options: Options) throws {
    guard let path = options.value("form") else { throw options.fail("--form is missing") }
    let json = try Self.json(path)
    guard let fields = UploadForm.fields(json["fields"] ?? json) else {
      throw CommandFailure(
        "\(path): no fields, neither as an object of strings nor as an array of pairs", status: .usage)
    }
    var sent: [Field]?
    if let path = options.value("sent") {
      let json = try Self.json(path)
      guard let fields = UploadForm.fields(json["fields"] ?? json) else {
        throw CommandFailure(
          "\(path): no fields, neither as an object of strings nor as an array of pairs", status: .usage)
      }
      sent = fields
    }
    let file = try UploadForm.file(options)
    // Without --sent everything but the fields given was done as it should be.
    let usual = fields + [Field("file", "")]
    if options.has("field") { sent = try Self.adding(options, to: sent ?? usual) }
    if file != nil { sent = sent ?? usual }
    self.init(
      url: json["url"]?.text, fields: fields, sent: sent, file: file, bucket: options.value("bucket").map { Text($0) })
  }

  /// What `--field` adds comes before the file.
  private static func adding(_ options: Options, to fields: [Field]) throws -> [Field] {
    let changed = try UploadForm.adding(options, to: fields)
    guard let file = fields.firstIndex(where: { $0.name.lowercased == "file" }) else { return changed }
    return Array(changed[..<file] + changed[fields.count...] + changed[file..<fields.count])
  }

  private static func json(_ path: String) throws -> JSONValue {
    let bytes = try Files.read(path)
    do throws(JSONError) { return try JSONValue(parsing: bytes) } catch {
      throw CommandFailure("\(path): \(error)", status: .usage)
    }
  }
}
