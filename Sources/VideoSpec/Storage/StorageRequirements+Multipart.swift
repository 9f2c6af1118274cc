extension Catalogue {
  static let storageMultipartRules = Section(
    title: "Multipart uploads",
    requirements: [])
}
