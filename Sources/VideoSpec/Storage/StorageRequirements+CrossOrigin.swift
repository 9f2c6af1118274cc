extension Catalogue {
  static let storageCrossOriginRules = Section(
    title: "Cross-origin requests",
    requirements: [])
}
