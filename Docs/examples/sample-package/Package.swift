// swift-tools-version: 6.2
import PackageDescription

// A package that uses VideoSpec. In your own, replace the path with the repository's URL and a version:
//
//     .package(url: "https://…/VideoSpec.git", from: "1.0.0")
let package = Package(
  name: "Sample",
  dependencies: [.package(name: "VideoSpec", path: "../../..")],
  targets: [
    .executableTarget(
      name: "Sample",
      dependencies: [
        .product(name: "VideoSpec", package: "VideoSpec"), .product(name: "ReferenceImpl", package: "VideoSpec"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
