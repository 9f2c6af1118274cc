import ReferenceImpl
import VideoSpec

extension InspectedForm {
  /// The form that `--form`, `--sent`, `--field`, `--file` and `--bucket` describe.
  init(_ options: Options) throws {
    guard let path = options.value("form") else { throw options.fail("--form is missing") }
    let json = try Self.json(path)
    guard let fields = ReceivedForm.fields(json["fields"] ?? json) else {
      throw CommandFailure(
        "\(path): no fields, neither as an object of strings nor as an array of pairs", status: .usage)
    }
    var sent: [HeaderField]?
    if let path = options.value("sent") {
      let json = try Self.json(path)
      guard let fields = ReceivedForm.fields(json["fields"] ?? json) else {
        throw CommandFailure(
          "\(path): no fields, neither as an object of strings nor as an array of pairs", status: .usage)
      }
      sent = fields
    }
    if options.has("field") { sent = try ReceivedForm.adding(options, to: sent ?? fields) }
    let file = try ReceivedForm.file(options)
    if file != nil { sent = sent ?? fields }
    self.init(
      url: json["url"]?.text, fields: fields, sent: sent, file: file, bucket: options.value("bucket").map { Text($0) })
  }

  private static func json(_ path: String) throws -> JSONValue {
    let bytes = try Files.read(path)
    do throws(JSONError) { return try JSONValue(parsing: bytes) } catch {
      throw CommandFailure("\(path): \(error)", status: .usage)
    }
  }
}
