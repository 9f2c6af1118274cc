// swift-tools-version: 6.2
import PackageDescription

// A package of your own begins like this; in the place of the path stands where VideoSpec's repository is, and its version:
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
