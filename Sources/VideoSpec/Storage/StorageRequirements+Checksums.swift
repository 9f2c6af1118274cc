extension Catalogue {
  static let storageChecksumsRules = Section(
    title: "Checksums",
    requirements: [])
}
