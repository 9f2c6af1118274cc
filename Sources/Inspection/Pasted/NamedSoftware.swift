import ReferenceImpl
import VideoSpec

/// The store and the SDKs that a text names anywhere, and the versions of the SDKs.
///
/// They only make causes likely.
struct NamedSoftware: Sendable {
  /// Whether the text names a store other than Amazon S3, or an endpoint of one's own.
  private(set) var hasOtherStore = false
  /// Whether the text names a program that signs with Signature Version 2.
  private(set) var hasSigV2Signer = false
  /// Whether the text names a version of an SDK from before 2025, which adds no checksums of its own.
  private(set) var hasOldSDK = false
  /// Whether the text names a version of an SDK since 2025, which adds checksums to uploads.
  private(set) var hasNewSDK = false
  /// Whether the text names an operation that sends a body.
  private(set) var hasUpload = false
  /// Whether the text is about checksums or chunks of SDKs.
  private(set) var namesChecksums = false

  private enum Sign { case otherStore, sigV2Signer, upload, checksum }

  private static let signs: [(text: Text, sign: Sign)] =
    [
      "endpoint_url", "endpoint-url", "endpointurl", "endpointoverride", "endpoint_override", "serviceurl",
      "forcepathstyle", "force_path_style", "use_path_style", "path-style-access", "s3forcepathstyle",
      "use-path-style-endpoint", "s3-compatible", "s3 compatible", "compatible store", "compatible storage",
      "compatible object", "storage.googleapis.com", "google cloud storage", "r2.cloudflarestorage.com",
      "cloudflare r2", "backblaze", "wasabi", "digitalocean", "oraclecloud.com", "aliyuncs.com", "myqcloud.com",
      "linodeobjects", "scw.cloud", "scaleway", "ovh.net", "ovh.io", "minio", "ceph", "radosgw", "garage", "seaweedfs",
      "storj", "hetzner", "your-objectstorage.com", "idrive", "exoscale", "infomaniak", "netapp", "storagegrid",
      "dell ecs", "cloud-object-storage.appdomain.cloud", "hitachi", "openstack", "swift s3", "localstack", "supabase",
      "tigris", "vultr", "yandexcloud", "obs.myhuaweicloud.com", "nutanix", "scality", "cubbit", "ozone",
    ].map { ($0, .otherStore) }
    + [
      "jets3t", "s3n://", "signature_version='s3'", "signature_version=\"s3\"", "signatureversion: 'v2'",
      "signatureversion: \"v2\"", "boto.s3.connection", "boto.connect_s3", "s3signertype", "--signature-v2",
      "signature_v2 = true", "sigv2",
    ].map { ($0, .sigV2Signer) }
    + [
      "putobject", "put_object", "put object", "uploadpart", "upload_part", "upload_file", "uploadfile",
      "upload failed",
      "s3uploadfailederror", "failed to upload", "upload_fileobj", "uploading", "fput_object",
      "completemultipartupload",
      "deleteobjects", "delete_objects", "copyobject", "createmultipartupload", "putting object", "upload state",
    ].map { ($0, .upload) }
    + [
      "aws-chunked", "x-amz-trailer", "x-amz-checksum-", "x-amz-sdk-checksum-algorithm", "-trailer", "when_required",
      "when_supported", "checksumalgorithm", "requestchecksumcalculation", "request_checksum_calculation",
    ].map { ($0, .checksum) }

  private static let search = AnchorSearch(signs.map(\.text), ignoringCase: true)

  /// The first versions that add checksums to every upload.
  private static let versions: [(name: Text, first: [[Int]])] = [
    ("boto3", [[1, 36]]), ("botocore", [[1, 36]]), ("aws-cli", [[1, 37], [2, 23]]), ("aws cli", [[1, 37], [2, 23]]),
    ("awscli", [[1, 37], [2, 23]]), ("s3transfer", [[0, 11]]), ("@aws-sdk/client-s3", [[3, 729]]),
    ("@aws-sdk/lib-storage", [[3, 729]]), ("@aws-sdk/s3-request-presigner", [[3, 729]]), ("aws-sdk-js", [[3, 729]]),
    ("aws-sdk-go-v2/service/s3", [[1, 73]]), ("aws-sdk-java", [[2, 30]]), ("software.amazon.awssdk", [[2, 30]]),
    ("aws-sdk-php", [[3, 337]]), ("aws-sdk-s3", [[1, 178]]), ("aws-sdk-s3 =", [[1, 69]]),
    ("awssdk.s3", [[3, 7, 412], [4, 0]]), ("aws-sdk-cpp", [[1, 11, 486]]),
  ]
  private static let versionSearch = AnchorSearch(versions.map(\.name), ignoringCase: true)

  init(_ text: Text) {
    for match in Self.search.matches(in: text) {
      switch Self.signs[match.anchor].sign {
      case .otherStore: hasOtherStore = true
      case .sigV2Signer: hasSigV2Signer = true
      case .upload: hasUpload = true
      case .checksum: namesChecksums = true
      }
    }
    for match in Self.versionSearch.matches(in: text).prefix(200) {
      guard let version = Self.version(text.bytes[match.end...].prefix(24)) else { continue }
      // Each major version has a first one of its own.
      let first = Self.versions[match.anchor].first
      let isNew = first.contains { $0[0] == version[0] && !version.lexicographicallyPrecedes($0) }
      if isNew || first.allSatisfy({ $0[0] < version[0] }) { hasNewSDK = true } else { hasOldSDK = true }
    }
  }

  /// The numbers of the version that follows a name: `boto3==1.36.2`, `boto3 1.36.2`, `"@aws-sdk/client-s3": "^3.729.0"`.
  private static func version(_ bytes: ArraySlice<UInt8>) -> [Int]? {
    var rest = bytes.drop { " =:\"'^~/<>@v`*-(".utf8.contains($0) }
    // A few words may come between: `boto3 to version 1.36`.
    for word in ["to ", "is ", "now ", "version ", "from ", "SDK "] where rest.starts(with: word.utf8) {
      rest = rest.dropFirst(word.utf8.count)
    }
    let digits = rest.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    let numbers = digits.split(separator: UInt8(ascii: ".")).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    return numbers.count >= 2 ? numbers : nil
  }
}

extension ClientTool {
  /// Whether newer versions add a checksum to every upload.
  fileprivate var addsChecksums: Bool {
    switch self {
    case .boto3, .botocore, .s3transfer, .awsCLI, .javascriptV3, .goV2, .javaV2, .kotlin, .php, .ruby, .rust, .dotnet,
      .cpp, .swift, .terraform, .hadoop:
      true
    default: false
    }
  }
}

extension Diagnosis {
  /// Adds what the software of a rejection make likely, if its cause is not certain.
  mutating func consider(_ software: NamedSoftware, _ incident: Incident) {
    guard let response = incident.response else { return }
    // These a newer SDK's chunked body causes as well.
    let isOpen =
      findings.first.map { $0.certainty < .certain || Self.followsFromChunks.contains($0.cause.code) } ?? true
    guard isOpen else { return }
    if software.hasSigV2Signer, Self.codesOfSigV2.contains(response.code) || response.code.isEmpty, !has(.sigv2),
      [nil, 400].contains(response.status)
    {
      suppose(
        .sigv2, "the text names a signer of Signature Version 2, which Regions since 2014 and some stores do not accept"
      )
    }
    if mayBeChecksum(software, incident, response) {
      let detail =
        "SDKs since 2025 send a checksum, often in a trailer of an aws-chunked body, and this store may not take it"
      // The most telling first.
      suppose(.checksumUnsupported, detail)
    }
  }

  private static let followsFromChunks: Set<CauseCode> = [
    .contentLengthMissing, .bodyChanged, .checksumOther, .contentSha256Invalid, .headerUnsupported,
  ]

  private static let codesOfSigV2: Set<Text> = ["BadRequest", "400", "InvalidRequest", "AccessDenied"]

  /// The codes with which stores refuse the checksums and the chunks of newer SDKs.
  private static let codesOfChecksums: Set<Text> = [
    "XAmzContentSHA256Mismatch", "NotImplemented", "MissingContentLength", "InvalidArgument", "InvalidRequest",
    "BadRequest", "400", "IncompleteBody", "SignatureDoesNotMatch", "BadDigest", "InvalidDigest",
    "MalformedTrailerError",
    "MissingContentMD5", "InvalidChunkSizeError", "NotSupported", "InvalidHeader", "MalformedXML", "411", "501",
    "XAmzContentChecksumMismatch",
  ]

  private func mayBeChecksum(_ software: NamedSoftware, _ incident: Incident, _ response: ErrorResponse) -> Bool {
    guard !has(.checksumUnsupported), !has(.checksumOfEmptyBody), !software.hasOldSDK || software.hasNewSDK,
      Self.codesOfChecksums.contains(response.code)
        || response.code.isEmpty && [400, 411, 501].contains(response.status)
    else { return false }
    let host = incident.request.flatMap { RequestParts($0.repaired) }?.host
    let isAmazon = host.map { AmazonHost($0) != nil } ?? false
    guard !isAmazon, response.store != .amazon, software.hasOtherStore || host != nil else { return false }
    let isNew = incident.tool?.addsChecksums ?? false || software.hasNewSDK
    guard isNew, software.hasUpload || incident.request?.method == "PUT" else { return false }
    // A wrong signature has many causes. Only with a sign of a newer SDK this is one of the first.
    guard response.code == "SignatureDoesNotMatch" else { return true }
    return software.hasNewSDK || software.namesChecksums
  }

  /// Adds a likely cause before the guesses that say nothing.
  private mutating func suppose(_ code: CauseCode, _ detail: String) {
    guard !has(code) else { return }
    let cause = code.cause
    let index = findings.firstIndex {
      $0.certainty < .likely || [.unexplained, .headerUnsupported, .keyCachedWithoutSecret].contains($0.cause.code)
    }
    findings.insert(
      Finding(
        cause: cause, certainty: .likely, detail: detail,
        confirm: "The request's headers, from the SDK's debug log, or the same upload with another setting."),
      at: index ?? findings.endIndex)
  }
}
