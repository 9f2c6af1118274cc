import VideoSpec

/// Creates a bucket (STO-135, STO-136, STO-138, STO-142).
struct CreateBucket: OperationHandler {
  func respond(to request: S3Request, in service: S3Service) throws(S3Refusal) -> S3Response {
    let name = try request.bucket()
    try BucketName.check(name, by: service.checks)
    let document = try request.body.document()
    let region = service.configuration.region
    try LocationConstraint(document: document, checks: service.checks).check(for: region, by: service.checks)
    do throws(StorageError) {
      try service.storage.createBucket(name, region: region, at: request.time)
    } catch {
      // In this region S3 lets an owner create a bucket again, and changes nothing.
      guard error == .bucketAlreadyExists, region == "us-east-1" else {
        throw S3Refusal(storage: error, bucket: name)
      }
      if !service.checks.performs(.bucketCreatedAgain) { try service.deletePage(of: name) }
    }
    // Outside us-east-1 S3 returns the address instead of the path.
    let scheme: Text = request.isSecure ? "https://" : "http://"
    let location = region == "us-east-1" ? "/" + name : scheme + name + "." + request.address.host + "/"
    let headers = service.checks.performs(.bucketLocation) ? [HeaderField("Location", location)] : []
    return S3Response(200, headers: headers)
  }
}

/// The region that a request to create a bucket asks for.
private enum LocationConstraint {
  /// There is no document, or one without this element.
  case none
  case place(Text)

  /// Reads a `CreateBucketConfiguration`.
  ///
  /// - Throws: ``S3Refusal``: MalformedXML, or NotImplemented for a bucket of another kind.
  init(document: [UInt8], checks: EndpointChecks) throws(S3Refusal) {
    self = .none
    if document.isEmpty { return }
    guard let root = try? XMLElement(parsing: document), root.name == "CreateBucketConfiguration" else {
      guard checks.performs(.bucketDocument) else { return }
      throw .malformedXML(.bucketDocument, "the document is not a CreateBucketConfiguration")
    }
    if let other = root.children.first(where: { $0.name != "LocationConstraint" }), checks.performs(.bucketDocument) {
      throw .notImplemented(
        header: other.name, .bucketDocument,
        explanation: "this endpoint does not support <\(other.name.printable)> for buckets")
    }
    if let place = root.value("LocationConstraint") { self = .place(place) }
  }

  /// - Throws: ``S3Refusal``: InvalidLocationConstraint, or IllegalLocationConstraintException for a place that another endpoint serves.
  func check(for region: Text, by checks: EndpointChecks) throws(S3Refusal) {
    guard checks.performs(.locationConstraint) else { return }
    switch self {
    case .none: if region != "us-east-1" { throw Self.incompatible("unspecified") }
    case .place(let place):
      if region == "us-east-1" {
        // A region may be named here, but then the bucket would be there, and this endpoint has one region.
        guard LocationConstraint.isRegion(place), place != region else {
          throw S3Refusal(
            ErrorCode("InvalidLocationConstraint"), 400, "The specified location-constraint is not valid",
            .locationConstraint, field: "LocationConstraint", details: [Field("LocationConstraint", place)])
        }
        throw Self.incompatible(place)
      }
      if place != region { throw Self.incompatible(place) }
    }
  }

  private static func incompatible(_ place: Text) -> S3Refusal {
    S3Refusal(
      ErrorCode("IllegalLocationConstraintException"), 400,
      "The \(place) location constraint is incompatible for the region specific endpoint this request was sent to.",
      .locationConstraint, field: "LocationConstraint")
  }

  /// Whether a text has the form of a region: `eu-west-1`, `us-gov-east-1`; or is the old name of one, `EU`.
  private static func isRegion(_ text: Text) -> Bool {
    if text == "EU" { return true }
    let words = text.split(at: UInt8(ascii: "-"))
    guard (3...4).contains(words.count), let number = words.last, Int(decimal: number) != nil else { return false }
    return words.dropLast().allSatisfy { !$0.isEmpty && $0.bytes.allSatisfy { (0x61...0x7A).contains($0) } }
  }
}
