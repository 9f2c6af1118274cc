public import VideoSpec

/// The part of a service's database that all services have: sessions that end, and leases for jobs in the background.
public protocol ServiceStore: Sendable {
  /// Removes the sessions that expired at `time` or before.
  func removeSessions(expiredBy time: Timestamp) throws

  /// Takes a lease or renews it, so that only one of several processes does a job.
  ///
  /// - Parameters:
  ///   - name: The job.
  ///   - holder: The process that wants the lease.
  ///   - time: The present time. A lease of another holder that ended at `time` or before is free.
  ///   - end: The time at which the lease ends if the holder does not renew it.
  /// - Returns: Whether the holder has the lease now.
  func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) throws -> Bool

  /// Throws ``RecordStoreError`` if the database cannot be used at the moment.
  func check() throws
}

/// The part of a service's database that services with cookies have.
public protocol SessionStore: ServiceStore {
  /// Removes the session whose token has a hash. It is no error if there is none.
  func removeSession(tokenHash: [UInt8]) throws
}

/// The hash of a session's token, which is what is stored of it (REC-068). Tokens are long and random, so they need no salt and no slow hash.
package enum SessionToken {
  package static func hash(of token: Text) -> [UInt8] { SHA256.digest(of: token.bytes).bytes }
}
