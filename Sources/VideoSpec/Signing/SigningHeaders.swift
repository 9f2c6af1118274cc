/// Lists of headers that signers treat in a special way.
public enum SigningHeaders {
  /// The headers that proxies change, in lower case. A signer should not sign them (SIG-041).
  public static let changedByProxies: Set<Text> = [
    "baggage", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "traceparent",
    "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
  ]
}
