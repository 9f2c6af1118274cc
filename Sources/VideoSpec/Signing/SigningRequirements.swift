extension Catalogue {
  /// How requests, URLs, policies and chunks are signed and verified.
  public static let signing = Subject(
    name: "Signing",
    sections: [
      encodingRules, pathRules, queryRules, headerRules, payloadRules, signatureRules, tokenRules, presignedRules,
      policyRules, chunkRules, asymmetricRules, verificationRules, receivingRules, secretRules, checksumRules,
    ])
}
