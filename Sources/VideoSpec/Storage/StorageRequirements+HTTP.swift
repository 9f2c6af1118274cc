extension Catalogue {
  static let storageHTTPRules = Section(
    title: "HTTP",
    requirements: [])
}
