extension Catalogue {
  /// The rules for S3's side over HTTP: what a server accepts, stores and answers.
  public static let storage = Subject(
    name: "Storage",
    sections: [
      storageAuthenticationRules,
      storageObjectsRules,
      storageFormsRules,
      storageCopiesRules,
      storageMultipartRules,
      storageListsRules,
      storageBucketsRules,
      storageCrossOriginRules,
      storageChecksumsRules,
      storageHTTPRules,
    ])
}
