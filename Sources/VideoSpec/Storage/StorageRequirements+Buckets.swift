extension Catalogue {
  static let storageBucketsRules = Section(
    title: "Buckets",
    requirements: [])
}
