extension Catalogue {
  static let storageAuthenticationRules = Section(
    title: "Authentication",
    requirements: [])
}
