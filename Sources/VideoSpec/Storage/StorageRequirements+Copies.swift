extension Catalogue {
  static let storageCopiesRules = Section(
    title: "Copies, tags and deletion of several objects",
    requirements: [])
}
