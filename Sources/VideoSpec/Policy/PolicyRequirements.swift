extension Catalogue {
  /// What a POST policy says, how one is built, and how S3 decides on a form.
  public static let policy = Subject(
    name: "Policy",
    sections: [policyBuildingRules, policyLocationRules, policyDocumentRules, policyConditionRules, policyFormRules])
}
