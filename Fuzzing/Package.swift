// swift-tools-version: 6.2
import PackageDescription

// A separate package, because its programs get their `main` from libFuzzer and link only with `--sanitize=fuzzer` (`Scripts/fuzz`).
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "VideoSpec", path: "..")],
  targets: ["fuzz-form", "fuzz-policy", "fuzz-key"].map { name in
    .executableTarget(
      name: name,
      dependencies: [
        .product(name: "VideoSpec", package: "VideoSpec"), .product(name: "ReferenceImpl", package: "VideoSpec"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  } + [
    .executableTarget(
      name: "fuzz-http", dependencies: [.product(name: "HTTPCore", package: "VideoSpec")],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
