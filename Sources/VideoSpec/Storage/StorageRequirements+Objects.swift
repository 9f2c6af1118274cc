extension Catalogue {
  static let storageObjectsRules = Section(
    title: "Objects",
    requirements: [])
}
