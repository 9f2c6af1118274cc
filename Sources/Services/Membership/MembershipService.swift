package import ReferenceImpl
package import VideoSpec

/// The membership service: corporations share videos with their users, who earn points for watching.
package final class MembershipService: Service {
  package let membership: Membership
  let database: MembershipStore
  let store: VideoStore
  let source: VideoSource
  let turns = StreamTurns()
  package let origins: Set<Text>
  let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - store: The store, which the source of the streams uses, too.
  ///   - origins: The origins whose pages may read responses.
  package init(
    database: MembershipStore, membership: Membership, store: VideoStore, source: VideoSource, origins: Set<Text>,
    now: @escaping @Sendable () -> Timestamp = SystemClock.now
  ) {
    self.database = database
    self.membership = membership
    self.store = store
    self.source = source
    self.origins = origins
    self.now = now
  }

  package var title: String { "Membership" }
  package var summary: String { "Corporations share videos with their users, who earn points for watching." }
  package var fieldNames: [String: String] { [:] }
  package var authentication: ServiceAuthentication { .password(loginPath: "/v1/auth/login") }
  package var spool: Spool? { nil }
  package var sweptCounter: String { "plans_expired" }

  package var operations: [ServiceOperation] {
    [logIn, refresh, logOut, listTokens, revokeToken]
      + [listCorporations, createCorporation, getCorporation, updateCorporation, deleteCorporation]
      + [listUsers, createUser, me, getUser, updateUser, deleteUser]
      + [listVideos, createVideo, getVideo, updateVideo, deleteVideo, restoreVideo, stream]
      + [listViewLogs, getViewLog]
  }

  package func obstacles() -> [(name: String, reason: String)] {
    VideoStore.obstacles(of: store) { try database.check() }
  }

  /// Makes the plans free that have ended (MEM-023).
  package func sweep(at time: Timestamp) throws(Rejection) -> Int { try membership.expirePlans(at: time) }
}
