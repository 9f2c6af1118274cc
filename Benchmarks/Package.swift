// swift-tools-version: 6.2
import PackageDescription

// A package of its own: who builds VideoSpec does not build its benchmarks.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "VideoSpec", path: "..")],
  targets: [
    .executableTarget(
      name: "signing-benchmark",
      dependencies: [
        .product(name: "VideoSpec", package: "VideoSpec"), .product(name: "ReferenceImpl", package: "VideoSpec"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
