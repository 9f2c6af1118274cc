extension Catalogue {
  static let storageFormsRules = Section(
    title: "Upload forms",
    requirements: [])
}
