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
    let (bucket, region) = (try input.text("bucket"), try input.text("region"))
    let addressing: Addressing? = isByPath ? .path : nil
    if let endpoint {
      location = S3Location(bucket: bucket, region: region, endpoint: endpoint, addressing: addressing)
    } else {
      do throws(Rejection) {
        location = try S3Location(bucket: bucket, region: region, addressing: addressing)
      } catch {
        throw InputError(field: "region", reason: error.message)
      }
    }
    credentials = try Credentials(input.reader("credentials"))
    key = try input.text("key")
    limits = try ObjectLimits(input.reader("limits"))
    etag = try input.optionalText("etag")
    checksContent = try input.bool("checksContent") == true
  }
}
