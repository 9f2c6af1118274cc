// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A dependency that exists only with the trait PostgreSQL.
func postgres(_ target: String) -> Target.Dependency { .target(name: target, condition: .when(traits: ["PostgreSQL"])) }

let package = Package(
  name: "VideoSpec",
  products: [
    .library(name: "VideoSpec", targets: ["VideoSpec"]),
    .library(name: "ReferenceImpl", targets: ["ReferenceImpl"]),
    .library(name: "Inspection", targets: ["Inspection"]),
    .library(name: "S3Client", targets: ["S3Client"]),
    .library(name: "DynamoDBStore", targets: ["DynamoDBStore"]),
    .library(name: "HTTPCore", targets: ["HTTPCore"]),
    .executable(name: "video-spec", targets: ["video-spec"]),
    .library(name: "PostgresStore", targets: ["PostgresStore"]),
  ],
  traits: [
    .trait(
      name: "PostgreSQL", description: "The recorder's records in PostgreSQL, through libpq. Nothing else needs libpq.")
  ],
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    // Header only: declarations that Swift's module Glibc leaves out.
    .systemLibrary(name: "CLinux"),
    .target(name: "VideoSpec", swiftSettings: strict),
    .target(name: "AdapterProtocol", dependencies: ["VideoSpec"], swiftSettings: strict),
    .target(name: "ReferenceImpl", dependencies: ["VideoSpec", "COpenSSL", "CSQLite"], swiftSettings: strict),
    // Without the trait PostgreSQL it is empty.
    .target(
      name: "PostgresStore", dependencies: ["VideoSpec", "ReferenceImpl", postgres("CPostgres")], swiftSettings: strict),
    .target(
      name: "ReferenceAdapter",
      dependencies: [
        "VideoSpec", "AdapterProtocol", "ReferenceImpl", "Inspection", "CSQLite", postgres("PostgresStore"),
      ],
      swiftSettings: strict),
    .target(name: "Inspection", dependencies: ["VideoSpec", "ReferenceImpl"], swiftSettings: strict),
    .target(name: "HTTPCore", dependencies: ["COpenSSL", "CLinux"], swiftSettings: strict),
    .target(name: "HTTPServer", dependencies: ["HTTPCore", "CLinux"], swiftSettings: strict),
    .target(name: "HTTPClient", dependencies: ["HTTPCore"], swiftSettings: strict),
    .target(
      name: "S3Client", dependencies: ["VideoSpec", "ReferenceImpl", "HTTPCore", "HTTPClient"], swiftSettings: strict),
    .target(
      name: "DynamoDBStore", dependencies: ["VideoSpec", "ReferenceImpl", "HTTPCore", "HTTPClient"],
      swiftSettings: strict),
    .target(
      name: "S3Endpoint",
      dependencies: [
        "VideoSpec", "ReferenceImpl", "Inspection", "HTTPCore", "HTTPServer", "COpenSSL", "CSQLite", "CLinux",
      ],
      swiftSettings: strict),
    .executableTarget(name: "embed-files", swiftSettings: strict),
    .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"]),
    .target(name: "Web", exclude: ["Page", "README.md"], swiftSettings: strict, plugins: ["EmbedFiles"]),
    .target(
      name: "Services",
      dependencies: [
        "VideoSpec", "ReferenceImpl", "HTTPCore", "HTTPClient", "HTTPServer", "S3Client", "S3Endpoint", "CLinux",
      ],
      swiftSettings: strict),
    .target(
      name: "Gate", dependencies: ["VideoSpec", "AdapterProtocol"], swiftSettings: strict, plugins: ["EmbedFiles"]),
    .target(
      name: "EndpointGate",
      dependencies: [
        "VideoSpec", "AdapterProtocol", "ReferenceImpl", "Gate", "HTTPCore", "HTTPClient", "HTTPServer", "S3Endpoint",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "video-spec",
      dependencies: [
        "VideoSpec", "AdapterProtocol", "ReferenceImpl", "ReferenceAdapter", "Inspection", "Gate", "EndpointGate",
        "HTTPCore", "HTTPServer", "S3Endpoint", "S3Client", "Services", "Web", "DynamoDBStore",
        postgres("PostgresStore"),
      ],
      swiftSettings: strict),
    // Generates what is generated in documents: see `make docs`.
    .executableTarget(
      name: "spec-docs",
      dependencies: [
        "VideoSpec", "AdapterProtocol", "ReferenceImpl", "ReferenceAdapter", "Inspection", "Gate", "S3Client",
        "S3Endpoint", "Services",
      ],
      swiftSettings: strict),
    .target(name: "CTestVFS", dependencies: ["CSQLite"], path: "Tests/Support/CTestVFS"),
    .target(
      name: "Rehearsal",
      dependencies: ["VideoSpec", "ReferenceImpl", "ReferenceAdapter", postgres("PostgresStore")],
      path: "Tests/Support/Rehearsal",
      swiftSettings: strict),
    .executableTarget(
      name: "recording-child", dependencies: ["VideoSpec", "ReferenceImpl", "Rehearsal", "CTestVFS"],
      path: "Tests/Support/RecordingChild", swiftSettings: strict),
    .executableTarget(
      name: "storage-child", dependencies: ["VideoSpec", "ReferenceImpl", "S3Endpoint"],
      path: "Tests/Support/StorageChild",
      swiftSettings: strict),
    .testTarget(
      name: "Conformance",
      dependencies: [
        "VideoSpec", "AdapterProtocol", "ReferenceImpl", "ReferenceAdapter", "Inspection", "Gate", "S3Client",
        "HTTPCore", "HTTPServer", "HTTPClient", "S3Endpoint", "EndpointGate", "COpenSSL", "CLinux",
        "DynamoDBStore", "Services", "Web", "video-spec", "spec-docs", "CTestVFS", "Rehearsal", "recording-child",
        "storage-child", postgres("PostgresStore"),
      ],
      path: "Tests/Conformance",
      exclude: ["Inspection/PublicReports.json", "Inspection/Threads"], swiftSettings: strict),
    .testTarget(
      name: "Property",
      dependencies: ["VideoSpec", "AdapterProtocol", "ReferenceImpl", "ReferenceAdapter", "Gate", "Rehearsal"],
      path: "Tests/Property", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
