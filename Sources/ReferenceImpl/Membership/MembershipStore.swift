public import VideoSpec

/// A database of corporations, users, videos, view logs and logins, behind a ``Membership``.
///
/// The statements are the same for SQLite and PostgreSQL. Calls block the calling thread until the database has responded, and throw
/// ``RecordStoreError``. Each that writes is one transaction, which is recorded completely or not at all.
public final class MembershipStore: ServiceStore {
  private let database: any SQLDatabase

  package init(database: any SQLDatabase) { self.database = database }

  /// Opens a SQLite database, creates it if it does not exist, and migrates an older schema.
  ///
  /// - Throws: A ``Rejection`` for a newer schema or another program's database, or a ``DatabaseError`` if the database cannot be opened.
  public convenience init(path: String, options: SQLiteOptions = SQLiteOptions()) throws {
    self.init(database: try SQLiteEngine(path: path, schema: .membership, options: options))
  }

  // MARK: - What all services have

  public func removeSessions(expiredBy time: Timestamp) throws {
    try database.writing { transaction in
      // Their refresh tokens go with them.
      try transaction.change("DELETE FROM logins WHERE expired_at <= $1 RETURNING 1", [.integer(time.seconds)])
      // Of logins that go on, tokens that were used long ago.
      try transaction.change(
        "DELETE FROM refresh_tokens WHERE expired_at <= $1 RETURNING 1", [.integer(time.seconds)])
    }
  }

  public func takeLease(_ name: Text, for holder: Text, at time: Timestamp, until end: Timestamp) throws -> Bool {
    try database.writing { try $0.takeLease(name, for: holder, at: time, until: end) }
  }

  public func check() throws {
    _ = try database.writing { try $0.change("UPDATE fences SET number = number + 1 RETURNING 1", []) }
  }

  /// Writes for a caller whose login goes on, and who still has the role and the corporation that the request was checked for. Between that
  /// check and this transaction, a request may have waited for a password's hash.
  ///
  /// - Parameter caller: Nil for what no request asks for.
  /// - Throws: Whatever the body throws, or a ``Rejection``: 401 ``ErrorCode/sessionInvalid``, 403 ``ErrorCode/roleNotAllowed``.
  private func writing<Result: Sendable>(
    by caller: MemberCaller?, _ body: (any SQLTransaction) throws -> Result
  ) throws -> Result {
    try database.writing { transaction in
      if let caller {
        let member = try transaction.firstRow(
          """
          SELECT users.seq, email, role, corporation_id, point, users.created_at, updated_at
          FROM users JOIN logins ON logins.user_id = users.seq
          WHERE users.seq = $1 AND logins.seq = $2 AND revoked = 0
          """, [.integer(caller.member.seq), .integer(caller.login)]
        ) { Member($0) }
        guard let member else { throw MembershipRejections.session }
        guard member.role == caller.member.role, member.corporation == caller.member.corporation else {
          throw MembershipRejections.role(member.role)
        }
      }
      return try body(transaction)
    }
  }

  /// Whether another user than this one has an email address.
  func isTaken(_ email: Text, beside user: Int?) throws -> Bool {
    try database.reading { transaction in
      try transaction.firstRow(
        "SELECT 1 FROM users WHERE email_folded = $1 AND seq <> $2", [.text(email.lowercased), .integer(user ?? 0)]
      ) { _ in true } ?? false
    }
  }

  // MARK: - Users and logins

  /// Returns the user of an access token, if the user exists and the login has not ended.
  func caller(_ claims: AccessTokens.Claims, at time: Timestamp) throws -> MemberCaller? {
    try database.reading { transaction in
      try transaction.firstRow(
        """
        SELECT users.seq, email, role, corporation_id, point, users.created_at, updated_at
        FROM users JOIN logins ON logins.user_id = users.seq
        WHERE users.seq = $1 AND logins.seq = $2 AND revoked = 0 AND expired_at > $3
        """, [.integer(claims.user), .integer(claims.login), .integer(time.seconds)]
      ) { MemberCaller(member: Member($0), login: claims.login) }
    }
  }

  /// Returns the user with an email address, in lower case, and the hash of the password.
  func credentials(email: Text) throws -> (member: Member, hash: Text)? {
    try database.reading { transaction in
      try transaction.firstRow(
        """
        SELECT seq, email, role, corporation_id, point, created_at, updated_at, password FROM users
        WHERE email_folded = $1
        """, [.text(email)]
      ) { (Member($0), $0.text(7)) }
    }
  }

  /// Records a login with its first refresh token. Returns nil if the user is gone, or has another password by now.
  func addLogin(
    of user: Int, hash: Text, tokenHash: [UInt8], at time: Timestamp, expires: Timestamp
  ) throws -> Int? {
    try database.writing { transaction in
      guard
        let login = try transaction.firstRow(
          """
          INSERT INTO logins (user_id, created_at, expired_at, revoked)
          SELECT seq, CAST($1 AS bigint), CAST($2 AS bigint), 0 FROM users WHERE seq = $3 AND password = $4 RETURNING seq
          """, [.integer(time.seconds), .integer(expires.seconds), .integer(user), .text(hash)], { $0.integer(0) })
      else { return nil }
      try transaction.insertToken(tokenHash, of: login, user, at: time, expires: expires)
      return login
    }
  }

  enum Rotation {
    case rotated(MemberCaller)
    case refused
  }

  /// Uses a refresh token up, and records the next one. One that was used before ends its login (MEM-014, MEM-015).
  func rotate(
    tokenHash: [UInt8], to next: [UInt8], at time: Timestamp, expires: Timestamp
  ) throws -> Rotation {
    try database.writing { transaction in
      let token = try transaction.firstRow(
        """
        SELECT refresh_tokens.seq, login_id, is_used, refresh_tokens.expired_at, revoked
        FROM refresh_tokens JOIN logins ON logins.seq = login_id WHERE token = $1
        """, [.blob(tokenHash)]
      ) { row in
        (
          seq: row.integer(0), login: row.integer(1), isUsed: row.integer(2) != 0, expires: row.integer(3),
          isRevoked: row.integer(4) != 0
        )
      }
      guard let token, !token.isRevoked else { return .refused }
      let used = try transaction.change(
        "UPDATE refresh_tokens SET is_used = 1 WHERE seq = $1 AND is_used = 0 RETURNING 1", [.integer(token.seq)])
      guard used == 1 else {
        try transaction.endLogin(token.login)
        return .refused
      }
      guard token.expires > time.seconds else { return .refused }
      let member = try transaction.firstRow(
        """
        SELECT users.seq, email, role, corporation_id, point, users.created_at, updated_at
        FROM users JOIN logins ON logins.user_id = users.seq WHERE logins.seq = $1
        """, [.integer(token.login)]
      ) { Member($0) }
      guard let member else { return .refused }
      try transaction.insertToken(next, of: token.login, member.seq, at: time, expires: expires)
      try transaction.change(
        "UPDATE logins SET expired_at = $1 WHERE seq = $2 RETURNING 1",
        [.integer(expires.seconds), .integer(token.login)])
      return .rotated(MemberCaller(member: member, login: token.login))
    }
  }

  /// Ends the login of a refresh token, used up or not. It is no error if there is none.
  func endLogin(tokenHash: [UInt8]) throws {
    try database.writing { transaction in
      let login = try transaction.firstRow(
        "SELECT login_id FROM refresh_tokens WHERE token = $1", [.blob(tokenHash)]
      ) { $0.integer(0) }
      if let login { try transaction.endLogin(login) }
    }
  }

  func logins(_ page: PageNumber, of user: Int, at time: Timestamp) throws -> Listed<MemberLogin> {
    try database.reading { transaction in
      let total = try transaction.firstRow(
        "SELECT count(*) FROM logins WHERE user_id = $1 AND revoked = 0 AND expired_at > $2",
        [.integer(user), .integer(time.seconds)]
      ) { $0.integer(0) }
      let logins = try transaction.rows(
        """
        SELECT seq, user_id, created_at, expired_at FROM logins
        WHERE user_id = $1 AND revoked = 0 AND expired_at > $2 ORDER BY seq LIMIT $3 OFFSET $4
        """, [.integer(user), .integer(time.seconds), .integer(page.size), .integer(page.offset)]
      ) { MemberLogin(seq: $0.integer(0), user: $0.integer(1), created: $0.time(2), expires: $0.time(3)) }
      return Listed(entries: logins, total: total ?? 0)
    }
  }

  /// Ends a login of a user. Returns false if the user has none with this number that goes on.
  func endLogin(_ seq: Int, of user: Int, at time: Timestamp) throws -> Bool {
    try database.writing { transaction in
      let login = try transaction.firstRow(
        "SELECT seq FROM logins WHERE seq = $1 AND user_id = $2 AND revoked = 0 AND expired_at > $3",
        [.integer(seq), .integer(user), .integer(time.seconds)]
      ) { $0.integer(0) }
      guard let login else { return false }
      try transaction.endLogin(login)
      return true
    }
  }

  // MARK: - Corporations

  /// - Parameter corporation: Only this one; nil for all.
  func corporations(_ page: PageNumber, only corporation: Int?) throws -> Listed<Corporation> {
    try database.reading { transaction in
      let total = try transaction.firstRow(
        "SELECT count(*) FROM corporations WHERE CAST($1 AS bigint) IS NULL OR seq = $1", [.optional(corporation)]
      ) { $0.integer(0) }
      let corporations = try transaction.rows(
        """
        SELECT seq, name, plan_type, plan_expired_at, created_at, updated_at FROM corporations
        WHERE CAST($1 AS bigint) IS NULL OR seq = $1 ORDER BY seq LIMIT $2 OFFSET $3
        """, [.optional(corporation), .integer(page.size), .integer(page.offset)]
      ) { Corporation($0) }
      return Listed(entries: corporations, total: total ?? 0)
    }
  }

  func corporation(_ seq: Int) throws -> Corporation? { try database.reading { try $0.corporation(seq) } }

  /// Returns the oldest corporation with a name: for a hook, whose names are unique.
  package func corporation(named name: Text) throws -> Corporation? {
    try database.reading { transaction in
      try transaction.firstRow(
        """
        SELECT seq, name, plan_type, plan_expired_at, created_at, updated_at FROM corporations WHERE name = $1
        ORDER BY seq LIMIT 1
        """, [.text(name)]
      ) { Corporation($0) }
    }
  }

  package func addCorporation(
    name: Text, plan: MembershipPlan, ends: Timestamp?, by caller: MemberCaller?, at time: Timestamp
  ) throws -> Corporation {
    try writing(by: caller) { transaction in
      let added = try transaction.firstRow(
        """
        INSERT INTO corporations (name, plan_type, plan_expired_at, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $4) RETURNING seq, name, plan_type, plan_expired_at, created_at, updated_at
        """,
        [.text(name), .text(Text(plan.rawValue)), .optional(ends?.seconds), .integer(time.seconds)]
      ) { Corporation($0) }
      guard let added else { throw RecordStoreError(.failed, "the database returned no row") }
      return added
    }
  }

  /// Changes a corporation. Returns nil if there is none.
  func updateCorporation(
    _ seq: Int, by caller: MemberCaller, at time: Timestamp, _ change: (inout Corporation) -> Void
  ) throws -> Corporation? {
    try writing(by: caller) { transaction in
      guard var corporation = try transaction.corporation(seq) else { return nil }
      change(&corporation)
      corporation.updated = time
      try transaction.change(
        """
        UPDATE corporations SET name = $1, plan_type = $2, plan_expired_at = $3, updated_at = $4 WHERE seq = $5
        RETURNING 1
        """,
        [
          .text(corporation.name), .text(Text(corporation.plan.rawValue)), .optional(corporation.planEnds?.seconds),
          .integer(time.seconds), .integer(seq),
        ])
      return corporation
    }
  }

  enum Deletion {
    case deleted, unknown, notEmpty
  }

  func deleteCorporation(_ seq: Int, by caller: MemberCaller) throws -> Deletion {
    try writing(by: caller) { transaction in
      guard try transaction.corporation(seq) != nil else { return .unknown }
      let deleted = try transaction.change(
        """
        DELETE FROM corporations WHERE seq = $1
          AND NOT EXISTS (SELECT 1 FROM users WHERE corporation_id = $1)
          AND NOT EXISTS (SELECT 1 FROM videos WHERE corporation_id = $1)
        RETURNING 1
        """, [.integer(seq)])
      return deleted == 1 ? .deleted : .notEmpty
    }
  }

  /// Makes the plans free that end at `time` or before (MEM-023). Returns how many.
  func expirePlans(at time: Timestamp) throws -> Int {
    try database.writing { transaction in
      try transaction.change(
        """
        UPDATE corporations SET plan_type = 'free', updated_at = $1
        WHERE plan_type = 'paid' AND plan_expired_at <= $1 RETURNING 1
        """, [.integer(time.seconds)])
    }
  }

  // MARK: - Users

  /// - Parameter corporation: Only users of this one; nil for all.
  func members(_ page: PageNumber, of corporation: Int?) throws -> Listed<Member> {
    // One statement for both would not use the index in SQLite.
    let limits: [SQLValue] = [.integer(page.size), .integer(page.offset)]
    return try database.reading { transaction in
      guard let corporation else {
        let total = try transaction.firstRow("SELECT count(*) FROM users", []) { $0.integer(0) }
        let members = try transaction.rows(
          """
          SELECT seq, email, role, corporation_id, point, created_at, updated_at FROM users
          ORDER BY seq LIMIT $1 OFFSET $2
          """, limits
        ) { Member($0) }
        return Listed(entries: members, total: total ?? 0)
      }
      let total = try transaction.firstRow(
        "SELECT count(*) FROM users WHERE corporation_id = $1", [.integer(corporation)]
      ) { $0.integer(0) }
      let members = try transaction.rows(
        """
        SELECT seq, email, role, corporation_id, point, created_at, updated_at FROM users
        WHERE corporation_id = $1 ORDER BY seq LIMIT $2 OFFSET $3
        """, [.integer(corporation)] + limits
      ) { Member($0) }
      return Listed(entries: members, total: total ?? 0)
    }
  }

  func member(_ seq: Int) throws -> Member? { try database.reading { try $0.member(seq) } }

  func hasOperator() throws -> Bool {
    try database.reading { try $0.hasOperator() }
  }

  /// Adds an operator, unless there is one: then it returns nil.
  func addFirstOperator(email: Text, hash: Text, at time: Timestamp) throws -> MemberChange? {
    try database.writing { transaction in
      if try transaction.hasOperator() { return nil }
      return try transaction.insert(email: email, hash: hash, role: .operator, corporation: nil, at: time)
    }
  }

  enum MemberChange {
    case done(Member)
    case unknown, emailTaken, corporationUnknown, lastOperator
  }

  func addMember(
    email: Text, hash: Text, role: MemberRole, corporation: Int?, by caller: MemberCaller?, at time: Timestamp
  ) throws -> MemberChange {
    try writing(by: caller) { transaction in
      if let corporation, try transaction.corporation(corporation) == nil { return .corporationUnknown }
      return try transaction.insert(email: email, hash: hash, role: role, corporation: corporation, at: time)
    }
  }

  /// Changes a user. The points stay as they are.
  ///
  /// - Parameter hash: The hash of a new password, which ends all logins; nil keeps the old one.
  func updateMember(
    _ seq: Int, by caller: MemberCaller, at time: Timestamp, hash: Text?, _ change: (inout Member) throws -> Void
  ) throws -> MemberChange {
    try writing(by: caller) { transaction in
      guard var member = try transaction.member(seq) else { return .unknown }
      let wasOperator = member.role == .operator
      try change(&member)
      if wasOperator, member.role != .operator, try transaction.isLastOperator() { return .lastOperator }
      member.updated = time
      if let corporation = member.corporation, try transaction.corporation(corporation) == nil {
        return .corporationUnknown
      }
      let other = try transaction.firstRow(
        "SELECT 1 FROM users WHERE email_folded = $1 AND seq <> $2", [.text(member.email.lowercased), .integer(seq)]
      ) { _ in true }
      if other == true { return .emailTaken }
      try transaction.change(
        """
        UPDATE users SET email = $1, email_folded = $2, role = $3, corporation_id = $4, updated_at = $5,
          password = COALESCE(CAST($6 AS text), password)
        WHERE seq = $7 RETURNING 1
        """,
        [
          .text(member.email), .text(member.email.lowercased), .text(Text(member.role.rawValue)),
          .optional(member.corporation), .integer(time.seconds), .optional(hash), .integer(seq),
        ])
      if hash != nil {
        try transaction.change("UPDATE logins SET revoked = 1 WHERE user_id = $1 RETURNING 1", [.integer(seq)])
      }
      return .done(member)
    }
  }

  /// Deletes a user with the logins and view logs.
  ///
  /// - Parameter corporation: Only a user of this one; nil for all.
  func deleteMember(_ seq: Int, of corporation: Int?, by caller: MemberCaller) throws -> MemberChange {
    try writing(by: caller) { transaction in
      guard let member = try transaction.member(seq), corporation == nil || member.corporation == corporation else {
        return .unknown
      }
      if member.role == .operator, try transaction.isLastOperator() { return .lastOperator }
      try transaction.change("DELETE FROM users WHERE seq = $1 RETURNING 1", [.integer(seq)])
      return .done(member)
    }
  }

  // MARK: - Videos

  func videos(_ page: PageNumber, of corporation: Int, areDeleted: Bool) throws -> Listed<SharedVideo> {
    let values: [SQLValue] = [.integer(corporation), .integer(areDeleted ? 1 : 0)]
    return try database.reading { transaction in
      let total = try transaction.firstRow(
        "SELECT count(*) FROM videos WHERE corporation_id = $1 AND deleted = $2", values
      ) { $0.integer(0) }
      let videos = try transaction.rows(
        """
        SELECT seq, name, file_path, deleted, corporation_id, created_at, updated_at FROM videos
        WHERE corporation_id = $1 AND deleted = $2 ORDER BY seq LIMIT $3 OFFSET $4
        """, values + [.integer(page.size), .integer(page.offset)]
      ) { SharedVideo($0) }
      return Listed(entries: videos, total: total ?? 0)
    }
  }

  /// Returns a video of a corporation, deleted or not.
  func video(_ seq: Int, of corporation: Int) throws -> SharedVideo? {
    try database.reading { try $0.video(seq, of: corporation) }
  }

  package func addVideo(
    name: Text, filePath: Text, of corporation: Int, by caller: MemberCaller?, at time: Timestamp
  ) throws -> SharedVideo? {
    try writing(by: caller) { transaction in
      try transaction.firstRow(
        """
        INSERT INTO videos (name, file_path, deleted, corporation_id, created_at, updated_at)
        SELECT CAST($1 AS text), CAST($2 AS text), 0, seq, CAST($3 AS bigint), CAST($3 AS bigint)
        FROM corporations WHERE seq = $4
        RETURNING seq, name, file_path, deleted, corporation_id, created_at, updated_at
        """, [.text(name), .text(filePath), .integer(time.seconds), .integer(corporation)]
      ) { SharedVideo($0) }
    }
  }

  /// Changes a video of a corporation. Returns nil if there is none.
  package func updateVideo(
    _ seq: Int, of corporation: Int, by caller: MemberCaller?, at time: Timestamp,
    _ change: (inout SharedVideo, Corporation) throws -> Void
  ) throws -> SharedVideo? {
    try writing(by: caller) { transaction in
      guard var video = try transaction.video(seq, of: corporation),
        let owner = try transaction.corporation(corporation)
      else { return nil }
      try change(&video, owner)
      video.updated = time
      try transaction.change(
        "UPDATE videos SET name = $1, file_path = $2, deleted = $3, updated_at = $4 WHERE seq = $5 RETURNING 1",
        [
          .text(video.name), .text(video.filePath), .integer(video.isDeleted ? 1 : 0), .integer(time.seconds),
          .integer(seq),
        ])
      return video
    }
  }

  // MARK: - Views

  enum View {
    case first, known
    /// The user may not watch the video any more.
    case gone
  }

  /// Records the first view of a video by a user, and gives the points for it, or does nothing if there was one (MEM-060 to MEM-062).
  func recordView(of video: Int, by caller: MemberCaller, points: Int, at time: Timestamp) throws -> View {
    let user = caller.member.seq
    // Most views are not the first, and reading does not wait for those who write.
    let known = try database.reading { transaction in
      try transaction.firstRow(
        """
        SELECT (SELECT count(*) FROM video_view_logs WHERE user_id = $1 AND video_id = $2)
        FROM users JOIN videos ON videos.corporation_id = users.corporation_id JOIN logins ON logins.user_id = users.seq
        WHERE users.seq = $1 AND videos.seq = $2 AND deleted = 0 AND logins.seq = $3 AND revoked = 0
        """, [.integer(user), .integer(video), .integer(caller.login)]
      ) { $0.integer(0) }
    }
    guard let known else { return .gone }
    if known > 0 { return .known }
    return try database.writing { transaction in
      let logged = try transaction.change(
        """
        INSERT INTO video_view_logs (video_id, user_id, created_at)
        SELECT videos.seq, users.seq, CAST($1 AS bigint)
        FROM users JOIN videos ON videos.corporation_id = users.corporation_id
        WHERE users.seq = $2 AND videos.seq = $3 AND deleted = 0
        ON CONFLICT (user_id, video_id) DO NOTHING RETURNING 1
        """, [.integer(time.seconds), .integer(user), .integer(video)])
      guard logged == 1 else { return .known }
      try transaction.change(
        "UPDATE users SET point = point + $1 WHERE seq = $2 RETURNING 1", [.integer(points), .integer(user)])
      return .first
    }
  }

  /// What a list of view logs is limited to.
  struct ViewFilter {
    var corporation: Int
    var user: Int?
    var video: Int?
  }

  func views(_ page: PageNumber, _ filter: ViewFilter) throws -> Listed<ViewLog> {
    let limits: [SQLValue] = [.integer(page.size), .integer(page.offset)]
    return try database.reading { transaction in
      // Statements of their own for a user's logs: one for all would not use the index of users in SQLite.
      guard let user = filter.user else {
        let values: [SQLValue] = [.integer(filter.corporation), .optional(filter.video)]
        let total = try transaction.firstRow(
          """
          SELECT count(*) FROM video_view_logs AS logs JOIN videos ON videos.seq = video_id
          WHERE corporation_id = $1 AND (CAST($2 AS bigint) IS NULL OR video_id = $2)
          """, values
        ) { $0.integer(0) }
        let views = try transaction.rows(
          """
          SELECT logs.seq, video_id, user_id, logs.created_at
          FROM video_view_logs AS logs JOIN videos ON videos.seq = video_id
          WHERE corporation_id = $1 AND (CAST($2 AS bigint) IS NULL OR video_id = $2)
          ORDER BY logs.seq LIMIT $3 OFFSET $4
          """, values + limits
        ) { ViewLog($0) }
        return Listed(entries: views, total: total ?? 0)
      }
      let values: [SQLValue] = [.integer(user), .integer(filter.corporation), .optional(filter.video)]
      let total = try transaction.firstRow(
        """
        SELECT count(*) FROM video_view_logs AS logs JOIN videos ON videos.seq = video_id
        WHERE user_id = $1 AND corporation_id = $2 AND (CAST($3 AS bigint) IS NULL OR video_id = $3)
        """, values
      ) { $0.integer(0) }
      let views = try transaction.rows(
        """
        SELECT logs.seq, video_id, user_id, logs.created_at
        FROM video_view_logs AS logs JOIN videos ON videos.seq = video_id
        WHERE user_id = $1 AND corporation_id = $2 AND (CAST($3 AS bigint) IS NULL OR video_id = $3)
        ORDER BY logs.seq LIMIT $4 OFFSET $5
        """, values + limits
      ) { ViewLog($0) }
      return Listed(entries: views, total: total ?? 0)
    }
  }

  func view(_ seq: Int, _ filter: ViewFilter) throws -> ViewLog? {
    try database.reading { transaction in
      try transaction.firstRow(
        """
        SELECT logs.seq, video_id, user_id, logs.created_at
        FROM video_view_logs AS logs JOIN videos ON videos.seq = video_id
        WHERE logs.seq = $1 AND corporation_id = $2 AND (CAST($3 AS bigint) IS NULL OR user_id = $3)
        """, [.integer(seq), .integer(filter.corporation), .optional(filter.user)]
      ) { ViewLog($0) }
    }
  }
}

// MARK: - Rows

extension SQLTransaction {
  fileprivate func corporation(_ seq: Int) throws -> Corporation? {
    try firstRow(
      "SELECT seq, name, plan_type, plan_expired_at, created_at, updated_at FROM corporations WHERE seq = $1",
      [.integer(seq)]
    ) { Corporation($0) }
  }

  fileprivate func member(_ seq: Int) throws -> Member? {
    try firstRow(
      "SELECT seq, email, role, corporation_id, point, created_at, updated_at FROM users WHERE seq = $1",
      [.integer(seq)]
    ) { Member($0) }
  }

  fileprivate func insert(
    email: Text, hash: Text, role: MemberRole, corporation: Int?, at time: Timestamp
  ) throws -> MembershipStore.MemberChange {
    let added = try firstRow(
      """
      INSERT INTO users (email, email_folded, password, role, corporation_id, point, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 0, $6, $6) ON CONFLICT (email_folded) DO NOTHING
      RETURNING seq, email, role, corporation_id, point, created_at, updated_at
      """,
      [
        .text(email), .text(email.lowercased), .text(hash), .text(Text(role.rawValue)), .optional(corporation),
        .integer(time.seconds),
      ]
    ) { Member($0) }
    return added.map { .done($0) } ?? .emailTaken
  }

  fileprivate func hasOperator() throws -> Bool {
    try firstRow("SELECT 1 FROM users WHERE role = 'operator' LIMIT 1", []) { _ in true } ?? false
  }

  /// Whether there is one operator at most.
  fileprivate func isLastOperator() throws -> Bool {
    try rows("SELECT 1 FROM users WHERE role = 'operator' LIMIT 2", []) { _ in }.count < 2
  }

  fileprivate func video(_ seq: Int, of corporation: Int) throws -> SharedVideo? {
    try firstRow(
      """
      SELECT seq, name, file_path, deleted, corporation_id, created_at, updated_at FROM videos
      WHERE seq = $1 AND corporation_id = $2
      """, [.integer(seq), .integer(corporation)]
    ) { SharedVideo($0) }
  }

  fileprivate func insertToken(
    _ hash: [UInt8], of login: Int, _ user: Int, at time: Timestamp, expires: Timestamp
  ) throws {
    try change(
      """
      INSERT INTO refresh_tokens (token, login_id, user_id, expired_at, is_used, created_at)
      VALUES ($1, $2, $3, $4, 0, $5) RETURNING 1
      """, [.blob(hash), .integer(login), .integer(user), .integer(expires.seconds), .integer(time.seconds)])
  }

  fileprivate func endLogin(_ login: Int) throws {
    try change("UPDATE logins SET revoked = 1 WHERE seq = $1 RETURNING 1", [.integer(login)])
  }
}

extension Corporation {
  fileprivate init(_ row: SQLRow) {
    self.init(
      seq: row.integer(0), name: row.text(1), plan: MembershipPlan(rawValue: row.text(2).string) ?? .free,
      planEnds: row.optionalTime(3), created: row.time(4), updated: row.time(5))
  }
}

extension Member {
  /// Reads a user. An unknown role is that of the least rights.
  fileprivate init(_ row: SQLRow) {
    self.init(
      seq: row.integer(0), email: row.text(1), role: MemberRole(rawValue: row.text(2).string) ?? .guest,
      corporation: row.optionalInteger(3), points: row.integer(4), created: row.time(5), updated: row.time(6))
  }
}

extension SharedVideo {
  fileprivate init(_ row: SQLRow) {
    self.init(
      seq: row.integer(0), name: row.text(1), filePath: row.text(2), isDeleted: row.integer(3) != 0,
      corporation: row.integer(4), created: row.time(5), updated: row.time(6))
  }
}

extension ViewLog {
  fileprivate init(_ row: SQLRow) {
    self.init(seq: row.integer(0), video: row.integer(1), user: row.integer(2), created: row.time(3))
  }
}
