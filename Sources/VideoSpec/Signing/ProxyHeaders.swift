/// Headers that have a part of their own in signing.
public enum SigningHeaders {
  /// Those that proxies change: a signer should leave them out (SIG-041). Names in lower case.
  public static let changedByProxies: Set<Text> = [
    "baggage", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "traceparent",
    "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
  ]
}
