// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "VideoSpec",
  products: [
    .library(name: "VideoSpec", targets: ["VideoSpec"]),
    .library(name: "ReferenceImpl", targets: ["ReferenceImpl"]),
    .library(name: "Gate", targets: ["Gate"]),
    .executable(name: "video-spec", targets: ["video-spec"]),
  ],
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "VideoSpec", swiftSettings: strict),
    .target(name: "ReferenceImpl", dependencies: ["VideoSpec", "COpenSSL", "CSQLite"], swiftSettings: strict),
    .target(name: "CGetopt"),
    .executableTarget(name: "embed-vectors", swiftSettings: strict),
    .plugin(name: "EmbedVectors", capability: .buildTool(), dependencies: ["embed-vectors"]),
    .target(
      name: "Gate", dependencies: ["VideoSpec"], swiftSettings: strict, plugins: ["EmbedVectors"]),
    .executableTarget(
      name: "video-spec", dependencies: ["VideoSpec", "ReferenceImpl", "Gate", "CGetopt"],
      swiftSettings: strict),
    .target(name: "CTestVFS", dependencies: ["CSQLite"], path: "Tests/Support/CTestVFS"),
    .target(
      name: "Rehearsal", dependencies: ["VideoSpec", "ReferenceImpl"], path: "Tests/Support/Rehearsal",
      swiftSettings: strict),
    .executableTarget(
      name: "recording-child", dependencies: ["VideoSpec", "ReferenceImpl", "Rehearsal", "CTestVFS"],
      path: "Tests/Support/RecordingChild", swiftSettings: strict),
    .testTarget(
      name: "Conformance",
      dependencies: [
        "VideoSpec", "ReferenceImpl", "Gate", "video-spec", "CTestVFS", "Rehearsal", "recording-child",
      ],
      path: "Tests/Conformance", swiftSettings: strict),
    .testTarget(
      name: "Property", dependencies: ["VideoSpec", "ReferenceImpl", "Gate"],
      path: "Tests/Property", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
