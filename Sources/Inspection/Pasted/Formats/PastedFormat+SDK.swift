extension PastedFormat {
  /// The logs and errors of SDKs.
  static let sdk: [PastedFormat] = [botocoreLog, traceLogs, wireLogs, signingLogs, printedObjects, sdkErrors]
}
