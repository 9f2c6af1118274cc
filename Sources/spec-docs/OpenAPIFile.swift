import Foundation
import ReferenceImpl
import S3Client
import Services
import VideoSpec

/// The OpenAPI documents of the services, which are files of their own.
enum OpenAPIFile {
  /// The paths from the root of the checkout, with the bytes of the files.
  static func all() throws -> [(path: String, bytes: [UInt8])] {
    // The operations belong to a service, and that has a database.
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let recording = try recording(database: SQLiteRecordStore(path: directory.path + "/recordings.db"))
    let library = try library(database: SQLiteLibraryStore(path: directory.path + "/library.db"))
    return [
      ("Docs/openapi/recording.json", OpenAPIDocument(recording).json.document),
      ("Docs/openapi/library.json", OpenAPIDocument(library).json.document),
      (
        "Docs/openapi/membership.json",
        OpenAPIDocument(try membership(database: MembershipStore(path: directory.path + "/membership.db"))).json
          .document
      ),
    ]
  }

  /// The recording service with the limits of the description.
  private static func recording(database: any RecordStore) throws -> RecordingService {
    let credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("example"))
    let environment = try ServiceEnvironment([:])
    let location = try S3Location(bucket: environment.limits.bucket, region: environment.region)
    return RecordingService(
      database: database,
      configuration: Recorder.Configuration(
        limits: environment.limits, origins: [], signer: Signer(credentials: credentials, region: environment.region)),
      store: .remote(try S3ObjectStore(location, credentials: credentials, now: SystemClock.now)),
      settings: .init(location: location, guestSeconds: 86_400, isDevelopment: true))
  }

  private static func library(database: any LibraryStore) throws -> LibraryService {
    let credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("example"))
    let location = try S3Location(bucket: "videos", region: "us-east-1")
    return LibraryService(
      database: database,
      configuration: Library.Configuration(
        location: location, signer: Signer(credentials: credentials, region: "us-east-1")),
      store: .remote(try S3ObjectStore(location, credentials: credentials, now: SystemClock.now)),
      settings: .init(origins: [], spool: Spool(directory: "/tmp"), guestSeconds: 86_400, isDevelopment: true))
  }

  private static func membership(database: MembershipStore) throws -> MembershipService {
    let credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("example"))
    let location = try S3Location(bucket: "videos", region: "us-east-1")
    let store = VideoStore.remote(try S3ObjectStore(location, credentials: credentials, now: SystemClock.now))
    let membership = Membership(
      store: database,
      configuration: .init(
        places: VideoPlaces(bucket: "videos"), secret: Secret(String(repeating: "example-", count: 4))))
    return MembershipService(
      database: database, membership: membership, store: store, source: VideoSource(store: store), origins: [])
  }
}

/// The tables of the membership service as files, for whoever creates them by hand.
enum SchemaFile {
  /// The paths from the root of the checkout, with the bytes of the files.
  static func all() -> [(path: String, bytes: [UInt8])] {
    let head =
      "-- The tables of the membership service. Generated from Sources/ReferenceImpl/Membership/MembershipSchema.swift.\n"
    return [("sqlite", MembershipTables.sqlite), ("postgresql", MembershipTables.postgreSQL)].map {
      engine, statements in
      ("Docs/schema/membership-\(engine).sql", Array((head + statements.map { "\n\($0);\n" }.joined()).utf8))
    }
  }
}
