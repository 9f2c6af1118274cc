package import Inspection
package import ReferenceImpl
package import VideoSpec

/// The configuration of an endpoint: its credentials, region, owner, domains, clock and control plane.
package struct S3Configuration: Sendable {
  /// The credentials that requests may be signed with. All of them belong to the one account that owns everything.
  package var credentials: [Credentials]
  package var region: Text
  /// The number of the account that owns all buckets, as `x-amz-expected-bucket-owner` names it.
  package var accountID: Text = "000000000000"
  /// The domains below which the first labels of a host name a bucket: `BUCKET.localhost`.
  package var domains: [Text] = ["localhost"]
  /// Whether every operation that changes something is refused.
  package var isReadOnly = false
  package var clock: Clock
  /// The buckets that a reset creates again.
  package var buckets: [Text] = []
  /// The token that requests to `/_video-spec/` need; nil switches the control plane off.
  package var controlToken: Secret?
  /// How long the endpoint searches for the signer's mistake before it answers a wrong signature.
  package var search = SearchEffort.none
  /// The number of requests that the journal keeps.
  package var journalLength = 1000
  /// The checks that are switched off. Only tests set it.
  package var disabledChecks: Set<EndpointCheck> = []

  package init(credentials: [Credentials], region: Text = "us-east-1", clock: Clock = .system) {
    self.credentials = credentials
    self.region = region
    self.clock = clock
  }

  package var verifier: Verifier { Verifier(credentials: credentials, region: region) }
  package var checks: EndpointChecks { EndpointChecks(disabled: disabledChecks) }
}
