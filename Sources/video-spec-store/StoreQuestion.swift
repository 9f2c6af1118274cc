import AdapterProtocol
import S3Client
import VideoSpec

/// The question of `video-spec validate s3://…`, as its `StoreProgram` writes it.
struct StoreQuestion {
  var location: S3Location
  var credentials: Credentials
  var key: Text
  var limits: ObjectLimits
  /// Nil where any object will do.
  var etag: Text?
  var checksContent: Bool

  init(json: JSONValue) throws(InputError) {
    let input = InputReader(json)
    let endpoint = json["endpoint"] == nil ? nil : try input.endpoint()
    let isByPath = try input.bool("pathStyle") == true
    location = S3Location(
      bucket: try input.text("bucket"), region: try input.text("region"), endpoint: endpoint,
      addressing: isByPath ? .path : nil)
    credentials = try Credentials(input.reader("credentials"))
    key = try input.text("key")
    limits = try ObjectLimits(input.reader("limits"))
    etag = try input.optionalText("etag")
    checksContent = try input.bool("checksContent") == true
  }
}
