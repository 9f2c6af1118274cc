public import VideoSpec

/// The input of the operation `policy.build`.
public struct PolicyBuildInput: Sendable {
  public var credentials: Credentials
  public var region: Text
  public var service: Text
  public var request: PostPolicyRequest

  public init(credentials: Credentials, region: Text, service: Text, request: PostPolicyRequest) {
    self.credentials = credentials
    self.region = region
    self.service = service
    self.request = request
  }
}

/// The input of the operation `policy.evaluate`.
public struct PolicyEvaluationInput: Sendable {
  public var credentials: [Credentials]
  public var region: Text
  public var service: Text
  public var form: ReceivedForm
}
