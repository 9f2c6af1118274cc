extension Catalogue {
  static let storageListsRules = Section(
    title: "Lists",
    requirements: [])
}
