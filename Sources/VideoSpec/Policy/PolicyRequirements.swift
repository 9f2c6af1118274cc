extension Catalogue {
  /// The rules for POST policies: what a policy contains, how it is built, and how S3 evaluates a form against it.
  public static let policy = Subject(
    name: "Policy",
    sections: [policyBuildingRules, policyLocationRules, policyDocumentRules, policyConditionRules, policyFormRules])
}
