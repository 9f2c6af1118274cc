extension PastedFormat {
  /// The logs and errors of SDKs.
  static let sdk: [PastedFormat] = [botocoreLog, wireLogs, signingLogs, printedObjects, sdkErrors]
}
