// swift-tools-version: 6.2
import PackageDescription

let library: [Target.Dependency] = [
  .product(name: "VideoSpec", package: "VideoSpec"), .product(name: "ReferenceImpl", package: "VideoSpec"),
]

// A package of its own: who builds VideoSpec does not build its benchmarks.
let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "VideoSpec", path: "..")],
  targets: [
    .executableTarget(
      name: "signing-benchmark", dependencies: library, swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "form-benchmark", dependencies: library, swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "recording-benchmark", dependencies: library, swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6]
)
