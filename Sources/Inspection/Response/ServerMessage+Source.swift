import VideoSpec

extension ServerMessage.Source {
  static let headerErrors = Self(kind: .code, name: "versity/versitygw, s3err/sigv4.go", stores: [.amazon, .versity])
  static let queryErrors = Self(
    kind: .code, name: "versity/versitygw, s3err/presigned-urls.go", stores: [.amazon, .versity])
  static let postErrors = Self(
    kind: .code, name: "versity/versitygw, s3err/post-object.go", stores: [.amazon, .versity])
  static let arguments = Self(
    kind: .code, name: "versity/versitygw, s3err/invalid-argument.go", stores: [.amazon, .versity])
  static let gateway = Self(kind: .code, name: "versity/versitygw, s3err/s3err.go", stores: [.versity, .amazon])
  static let minio = Self(
    kind: .code, name: "minio/minio, cmd/api-errors.go", stores: [.minio, .amazon, .seaweed, .versity])
  static let minioForm = Self(kind: .code, name: "minio/minio, cmd/postpolicyform.go", stores: [.minio])
  static let minioAuthentication = Self(
    kind: .otherThread, name: "minio/minio-java #1360", stores: [.minio])
  static let ceph = Self(kind: .code, name: "ceph/ceph, src/rgw/rgw_policy_s3.cc", stores: [.ceph, .spaces])
  static let cephForm = Self(kind: .code, name: "ceph/ceph, src/rgw/rgw_rest_s3.cc", stores: [.ceph, .spaces])
  static let garage = Self(kind: .code, name: "deuxfleurs-org/garage, src/api/common/signature", stores: [.garage])
  static let s3s = Self(kind: .code, name: "Nugine/s3s, crates/s3s/src/ops/signature.rs", stores: [.s3s])
  /// Amazon's list of error codes, and its user guide.
  static let errorResponses = Self(kind: .document, name: "Error Responses", stores: [.amazon])
  static let denials = Self(
    kind: .document, name: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html",
    stores: [.amazon])

  /// What browsers write instead of S3's response.
  static let consoles = Self(kind: .console, name: "the consoles of Chrome, Firefox and Safari", stores: [.amazon])
  static func oracleThread(_ name: String) -> Self { Self(kind: .otherThread, name: name, stores: [.oracle]) }

  /// A thread of `vectors/sources.json`.
  static func thread(_ name: String) -> Self { Self(kind: .thread, name: name, stores: [.amazon]) }
  /// Public threads that quote the message.
  static func threads(_ name: String) -> Self { Self(kind: .otherThread, name: name, stores: [.amazon]) }
  static func cloudflareThread(_ name: String) -> Self { Self(kind: .otherThread, name: name, stores: [.cloudflare]) }
  static func backblazeThread(_ name: String) -> Self { Self(kind: .otherThread, name: name, stores: [.backblaze]) }
  static func googleThread(_ name: String) -> Self { Self(kind: .otherThread, name: name, stores: [.google]) }
  /// A recorded response of Amazon S3, in `vectors/sources.json`.
  static func recording(_ name: String) -> Self { Self(kind: .recording, name: name, stores: [.amazon]) }
  /// Another recorded response of Amazon S3, of the same project.
  static func snapshot(_ test: String) -> Self {
    Self(kind: .code, name: "localstack/localstack, tests/aws/services/s3/*.snapshot.json: \(test)", stores: [.amazon])
  }
}
