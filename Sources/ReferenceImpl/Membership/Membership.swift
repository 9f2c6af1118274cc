import Synchronization
public import VideoSpec

/// Corporations that share videos with their users: who may do what, logins, plans, and points for watching.
///
/// A membership may be used from many threads, and several may share a database. Its functions throw ``Rejection``: one of those that they name,
/// 403 ``ErrorCode/roleNotAllowed``, or one of the database's.
///
/// ```swift
/// let membership = Membership(store: try MembershipStore(path: "membership.db"), configuration: configuration)
/// let tokens = try membership.logIn(email: "alice@example.com", password: "correct horse", at: now)
/// let caller = try membership.caller(of: tokens.access, at: now)
/// let videos = try membership.videos(PageNumber(), areDeleted: false, by: caller)
/// ```
public final class Membership: Sendable {
  public let configuration: Configuration
  private let store: MembershipStore
  private let passwords: PasswordHasher
  /// The users whose request hashes a password at the moment.
  private let hashing = Mutex<Set<Int>>([])
  private let tokens: AccessTokens

  /// The options of a membership.
  public struct Configuration: Sendable {
    /// Where files may be.
    public var places: VideoPlaces
    /// The secret with which access tokens are signed: at least 32 bytes.
    public var secret: Secret
    /// How long a refresh token is valid, in seconds.
    public var refreshSeconds: Int
    /// What a first view gives.
    public var pointsOfView: Int

    public init(places: VideoPlaces, secret: Secret, refreshSeconds: Int = 14 * 86_400, pointsOfView: Int = 10) {
      self.places = places
      self.secret = secret
      self.refreshSeconds = refreshSeconds
      self.pointsOfView = pointsOfView
    }
  }

  public convenience init(store: MembershipStore, configuration: Configuration) {
    self.init(store: store, configuration: configuration, passwords: PasswordHasher())
  }

  package init(store: MembershipStore, configuration: Configuration, passwords: PasswordHasher) {
    self.store = store
    self.configuration = configuration
    self.passwords = passwords
    tokens = configuration.secret.withBytes { AccessTokens(secret: $0) }
  }

  // MARK: - Logins

  /// Returns the user of an access token (MEM-001, MEM-004).
  ///
  /// - Throws: 401 ``ErrorCode/sessionInvalid``.
  public func caller(of token: Text?, at time: Timestamp) throws(Rejection) -> MemberCaller {
    guard let token, let claims = tokens.claims(of: token, at: time),
      let caller = try reporting({ try store.caller(claims, at: time) })
    else { throw MembershipRejections.session }
    return caller
  }

  /// Logs a user in (MEM-010).
  ///
  /// - Throws: 401 ``ErrorCode/credentialsInvalid``, or 503 ``ErrorCode/busy`` if too many others log in.
  public func logIn(email: Text, password: Text, at time: Timestamp) throws(Rejection) -> TokenPair {
    let found = try reporting { try store.credentials(email: email.lowercased) }
    let matches = try passwords.matches(password, found?.hash ?? PasswordHasher.ofNobody)
    guard let found, matches else { throw MembershipRejections.credentials }
    let pair = try addLogin(of: found.member.seq, hash: found.hash, at: time)
    // The user was deleted, or the password changed, while it was compared.
    guard let pair else { throw MembershipRejections.credentials }
    return pair
  }

  private func addLogin(of user: Int, hash: Text, at time: Timestamp) throws(Rejection) -> TokenPair? {
    let refresh = Self.refreshToken()
    let login = try reporting {
      try store.addLogin(
        of: user, hash: hash, tokenHash: SessionToken.hash(of: refresh), at: time, expires: refreshEnd(time))
    }
    return login.map { pair(refresh, of: AccessTokens.Claims(user: user, login: $0), at: time) }
  }

  /// Uses a refresh token up, and returns new tokens (MEM-014 to MEM-017).
  ///
  /// - Throws: 401 ``ErrorCode/refreshTokenInvalid``.
  public func refresh(_ token: Text, at time: Timestamp) throws(Rejection) -> TokenPair {
    let next = Self.refreshToken()
    let rotation = try reporting {
      try store.rotate(
        tokenHash: SessionToken.hash(of: token), to: SessionToken.hash(of: next), at: time, expires: refreshEnd(time))
    }
    switch rotation {
    case .refused: throw MembershipRejections.refreshToken
    case .rotated(let caller):
      return pair(next, of: AccessTokens.Claims(user: caller.member.seq, login: caller.login), at: time)
    }
  }

  /// Ends the login of a refresh token (MEM-018). It is no error if there is none.
  public func logOut(_ token: Text) throws(Rejection) {
    try reporting { try store.endLogin(tokenHash: SessionToken.hash(of: token)) }
  }

  /// Returns the caller's logins that have not ended (MEM-081).
  public func logins(_ page: PageNumber, by caller: MemberCaller, at time: Timestamp) throws(Rejection) -> Listed<
    MemberLogin
  > {
    try reporting { try store.logins(page, of: caller.member.seq, at: time) }
  }

  /// Ends a login of the caller (MEM-081).
  ///
  /// - Throws: 404 ``ErrorCode/tokenUnknown``.
  public func endLogin(_ seq: Int, by caller: MemberCaller, at time: Timestamp) throws(Rejection) {
    guard try reporting({ try store.endLogin(seq, of: caller.member.seq, at: time) }) else {
      throw MembershipRejections.token
    }
  }

  private func pair(_ refresh: Text, of claims: AccessTokens.Claims, at time: Timestamp) -> TokenPair {
    TokenPair(access: tokens.issue(claims, at: time), refresh: refresh, accessSeconds: AccessTokens.seconds)
  }

  private func refreshEnd(_ time: Timestamp) -> Timestamp {
    Timestamp(clamping: time.seconds + configuration.refreshSeconds)
  }

  private static func refreshToken() -> Text { Hexadecimal.lowercase(SystemRandom.bytes(32)) }

  // MARK: - Corporations

  /// Returns the corporations that the caller may see: all, or the own one.
  public func corporations(_ page: PageNumber, by caller: MemberCaller) throws(Rejection) -> Listed<Corporation> {
    try reporting { try store.corporations(page, only: caller.member.corporation) }
  }

  /// Returns a corporation that the caller may see (MEM-002).
  ///
  /// - Throws: 404 ``ErrorCode/corporationUnknown``.
  public func corporation(_ seq: Int, by caller: MemberCaller) throws(Rejection) -> Corporation {
    guard caller.member.role == .operator || caller.member.corporation == seq,
      let corporation = try reporting({ try store.corporation(seq) })
    else { throw MembershipRejections.corporation }
    return corporation
  }

  /// What a request says of a corporation. Nil leaves a member as it is.
  public struct CorporationChange: Sendable {
    public var name: Text?
    public var plan: Text?
    /// The end of the plan as the request has it; nil without the member, `.some(nil)` for null.
    public var planEnds: Text??

    public init(name: Text? = nil, plan: Text? = nil, planEnds: Text?? = nil) {
      self.name = name
      self.plan = plan
      self.planEnds = planEnds
    }
  }

  /// Adds a corporation (MEM-020, MEM-021).
  ///
  /// - Throws: 422 ``ErrorCode/fieldInvalid``.
  public func addCorporation(
    _ change: CorporationChange, by caller: MemberCaller, at time: Timestamp
  ) throws(Rejection) -> Corporation {
    try require(caller, .operator)
    guard let name = change.name else { throw MembershipRejections.field("name", "the member \"name\" is missing") }
    let (plan, ends) = (try Self.plan(change.plan) ?? .free, try Self.planEnd(change.planEnds) ?? nil)
    try Self.check(name, of: 1...255, "name")
    return try reporting { try store.addCorporation(name: name, plan: plan, ends: ends, by: caller, at: time) }
  }

  /// Changes a corporation (MEM-020, MEM-021).
  ///
  /// - Throws: 404 ``ErrorCode/corporationUnknown``, 422 ``ErrorCode/fieldInvalid``.
  public func updateCorporation(
    _ seq: Int, _ change: CorporationChange, by caller: MemberCaller, at time: Timestamp
  ) throws(Rejection) -> Corporation {
    try require(caller, .operator)
    let (plan, ends) = (try Self.plan(change.plan), try Self.planEnd(change.planEnds))
    if let name = change.name { try Self.check(name, of: 1...255, "name") }
    let updated = try reporting {
      try store.updateCorporation(seq, by: caller, at: time) { corporation in
        if let name = change.name { corporation.name = name }
        if let plan { corporation.plan = plan }
        if let ends { corporation.planEnds = ends }
      }
    }
    guard let updated else { throw MembershipRejections.corporation }
    return updated
  }

  /// Deletes a corporation that has neither users nor videos (MEM-022).
  ///
  /// - Throws: 404 ``ErrorCode/corporationUnknown``, 409 ``ErrorCode/corporationNotEmpty``.
  public func deleteCorporation(_ seq: Int, by caller: MemberCaller) throws(Rejection) {
    try require(caller, .operator)
    switch try reporting({ try store.deleteCorporation(seq, by: caller) }) {
    case .deleted: break
    case .unknown: throw MembershipRejections.corporation
    case .notEmpty: throw MembershipRejections.notEmpty
    }
  }

  /// Makes the plans free that have ended (MEM-023). Returns how many.
  public func expirePlans(at time: Timestamp) throws(Rejection) -> Int {
    try reporting { try store.expirePlans(at: time) }
  }

  private static func plan(_ text: Text?) throws(Rejection) -> MembershipPlan? {
    guard let text else { return nil }
    guard let plan = MembershipPlan(rawValue: text.string) else {
      throw MembershipRejections.field("plan_type", "the plan_type is neither \"free\" nor \"paid\"")
    }
    return plan
  }

  private static func planEnd(_ text: Text??) throws(Rejection) -> Timestamp?? {
    guard let text else { return nil }
    guard let text else { return .some(nil) }
    guard let time = time(text) else {
      throw MembershipRejections.field(
        "plan_expired_at", "the plan_expired_at is not a time in UTC, such as 2026-12-31T00:00:00Z")
    }
    return .some(time)
  }

  /// Reads a time. A fraction of a second, which JavaScript writes, is dropped.
  private static func time(_ text: Text) -> Timestamp? {
    guard let (seconds, fraction) = text.splitOnce(at: UInt8(ascii: ".")) else { return Timestamp(iso8601: text) }
    let digits = fraction.bytes.dropLast()
    guard fraction.bytes.last == UInt8(ascii: "Z"), (1...9).contains(digits.count),
      digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Timestamp(iso8601: seconds + "Z")
  }

  // MARK: - Users

  /// Adds the first operator, unless there is an operator.
  ///
  /// - Returns: Whether the operator was added.
  /// - Throws: 422 ``ErrorCode/fieldInvalid``, 409 ``ErrorCode/emailTaken``.
  public func addFirstOperator(email: Text, password: Text, at time: Timestamp) throws(Rejection) -> Bool {
    // Before the hash, which is work.
    guard try !hasOperator() else { return false }
    try Self.check(email: email)
    try Self.check(password: password)
    let hash = try passwords.hash(password)
    switch try reporting({ try store.addFirstOperator(email: email, hash: hash, at: time) }) {
    case nil: return false
    case let change?:
      _ = try member(of: change)
      return true
    }
  }

  /// Adds a user and a login, without asking who may: for a hook, and for benchmarks.
  ///
  /// - Parameter canLogIn: Whether the password works. Without, it is not hashed, which takes a while.
  package func addMember(
    email: Text, password: Text, role: MemberRole, corporation: Int?, canLogIn: Bool, at time: Timestamp
  ) throws(Rejection) -> (member: Member, tokens: TokenPair) {
    let hash = canLogIn ? try passwords.hash(password) : "none"
    let member = try member(
      of:
        reporting {
          try store.addMember(email: email, hash: hash, role: role, corporation: corporation, by: nil, at: time)
        })
    guard let pair = try addLogin(of: member.seq, hash: hash, at: time) else { throw MembershipRejections.user }
    return (member, pair)
  }

  /// Whether anybody can manage corporations.
  public func hasOperator() throws(Rejection) -> Bool { try reporting { try store.hasOperator() } }

  /// Returns the users that the caller manages.
  ///
  /// - Parameter corporation: Only those of this one; nil for all that the caller may see.
  /// - Throws: 404 ``ErrorCode/corporationUnknown``.
  public func members(
    _ page: PageNumber, of corporation: Int?, by caller: MemberCaller
  ) throws(Rejection) -> Listed<Member> {
    try require(caller, .operator, .admin)
    if let corporation { _ = try self.corporation(corporation, by: caller) }
    return try reporting { try store.members(page, of: corporation ?? caller.member.corporation) }
  }

  /// Returns a user. Guests see themselves.
  ///
  /// - Throws: 404 ``ErrorCode/userUnknown``.
  public func member(_ seq: Int, by caller: MemberCaller) throws(Rejection) -> Member {
    if seq != caller.member.seq { try require(caller, .operator, .admin) }
    guard let member = try reporting({ try store.member(seq) }), Self.manages(caller.member, member) else {
      throw MembershipRejections.user
    }
    return member
  }

  /// What a request says of a user. Nil leaves a member as it is.
  public struct MemberChange: Sendable {
    public var email: Text?
    public var password: Text?
    public var role: Text?
    public var corporation: Int?

    public init(email: Text? = nil, password: Text? = nil, role: Text? = nil, corporation: Int? = nil) {
      self.email = email
      self.password = password
      self.role = role
      self.corporation = corporation
    }
  }

  /// Adds a user (MEM-030, MEM-034).
  ///
  /// - Throws: 404 ``ErrorCode/corporationUnknown``, 409 ``ErrorCode/emailTaken``, 422 ``ErrorCode/fieldInvalid``.
  public func addMember(
    _ change: MemberChange, by caller: MemberCaller, at time: Timestamp
  ) throws(Rejection) -> Member {
    try require(caller, .operator, .admin)
    guard let email = change.email else { throw MembershipRejections.field("email", "the member \"email\" is missing") }
    guard let password = change.password else {
      throw MembershipRejections.field("password", "the member \"password\" is missing")
    }
    let role = try Self.role(change.role) ?? .guest
    try Self.check(role, by: caller)
    try Self.check(email: email)
    try Self.check(password: password)
    if let own = caller.member.corporation, let other = change.corporation, other != own {
      throw MembershipRejections.corporationOfUser
    }
    let corporation = change.corporation ?? caller.member.corporation
    if (role == .operator) != (corporation == nil) {
      throw MembershipRejections.field(
        "corporation_id",
        role == .operator ? "an operator has no corporation" : "the member \"corporation_id\" is missing")
    }
    try checkIsFree(email, beside: nil)
    let hash = try passwords.hash(password)
    return try member(
      of:
        reporting {
          try store.addMember(email: email, hash: hash, role: role, corporation: corporation, by: caller, at: time)
        })
  }

  /// Changes a user (MEM-030, MEM-034). Everybody may change the own address and password.
  ///
  /// - Throws: 404 ``ErrorCode/userUnknown`` or ``ErrorCode/corporationUnknown``, 409 ``ErrorCode/emailTaken`` or ``ErrorCode/lastOperator``, 422 ``ErrorCode/fieldInvalid``.
  public func updateMember(
    _ seq: Int, _ change: MemberChange, by caller: MemberCaller, at time: Timestamp
  ) throws(Rejection) -> Member {
    if seq != caller.member.seq { try require(caller, .operator, .admin) }
    let role = try Self.role(change.role)
    if caller.member.role == .guest {
      let isSame =
        (role ?? .guest) == .guest && (change.corporation ?? caller.member.corporation) == caller.member.corporation
      guard isSame else { throw MembershipRejections.role(.guest) }
    }
    if let role { try Self.check(role, by: caller) }
    if let email = change.email { try Self.check(email: email) }
    if let password = change.password { try Self.check(password: password) }
    if let own = caller.member.corporation, let other = change.corporation, other != own {
      throw MembershipRejections.corporationOfUser
    }
    // Before the hash, which is work, and needs no user that exists.
    _ = try member(seq, by: caller)
    let hash: Text?
    if let password = change.password {
      if let email = change.email { try checkIsFree(email, beside: seq) }
      hash = try self.hash(password, by: caller)
    } else {
      hash = nil
    }
    return try member(
      of:
        reporting {
          try store.updateMember(seq, by: caller, at: time, hash: hash) { member in
            guard Self.manages(caller.member, member) else { throw MembershipRejections.user }
            if let email = change.email { member.email = email }
            if let role { member.role = role }
            if let corporation = change.corporation { member.corporation = corporation }
            if member.role == .operator, change.corporation == nil { member.corporation = nil }
            if (member.role == .operator) != (member.corporation == nil) {
              throw MembershipRejections.field(
                "corporation_id",
                member.role == .operator ? "an operator has no corporation" : "the member \"corporation_id\" is missing"
              )
            }
          }
        })
  }

  /// Rejects an address that another user than this one has, before a password is hashed for nothing. The transaction that writes decides.
  private func checkIsFree(_ email: Text, beside user: Int?) throws(Rejection) {
    if try reporting({ try store.isTaken(email, beside: user) }) { throw MembershipRejections.email }
  }

  /// Hashes a new password, one for each caller at a time, so that one guest cannot take the turns of all logins.
  private func hash(_ password: Text, by caller: MemberCaller) throws(Rejection) -> Text {
    guard hashing.withLock({ $0.insert(caller.member.seq).inserted }) else {
      throw Rejection(.busy, status: 503, "another password of yours is being hashed; try again")
    }
    defer { hashing.withLock { _ = $0.remove(caller.member.seq) } }
    return try passwords.hash(password)
  }

  /// Deletes a user with the logins and view logs (MEM-030).
  ///
  /// - Throws: 404 ``ErrorCode/userUnknown``, 409 ``ErrorCode/lastOperator``.
  public func deleteMember(_ seq: Int, by caller: MemberCaller) throws(Rejection) {
    try require(caller, .operator, .admin)
    _ = try member(of: reporting { try store.deleteMember(seq, of: caller.member.corporation, by: caller) })
  }

  /// Whether a user may see and change another one, or itself.
  private static func manages(_ caller: Member, _ member: Member) -> Bool {
    switch caller.role {
    case .operator: true
    case .admin: member.corporation == caller.corporation
    case .guest: member.seq == caller.seq
    }
  }

  /// Returns the user of a change, or rejects it.
  private func member(of change: MembershipStore.MemberChange) throws(Rejection) -> Member {
    switch change {
    case .done(let member): return member
    case .unknown: throw MembershipRejections.user
    case .emailTaken: throw MembershipRejections.email
    case .corporationUnknown: throw MembershipRejections.corporationOfUser
    case .lastOperator: throw MembershipRejections.lastOperator
    }
  }

  private static func role(_ text: Text?) throws(Rejection) -> MemberRole? {
    guard let text else { return nil }
    guard let role = MemberRole(rawValue: text.string) else {
      throw MembershipRejections.field("role", "the role is none of guest, admin, operator")
    }
    return role
  }

  /// Only operators make operators.
  private static func check(_ role: MemberRole, by caller: MemberCaller) throws(Rejection) {
    if role == .operator, caller.member.role != .operator { throw MembershipRejections.role(caller.member.role) }
  }

  private static func check(email: Text) throws(Rejection) {
    let parts = email.split(at: UInt8(ascii: "@"))
    let length = email.validString?.unicodeScalars.count ?? 0
    guard (3...254).contains(length), parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
      email.validString?.unicodeScalars.allSatisfy(Self.isVisible) == true
    else {
      throw MembershipRejections.field("email", "the email is not an address, such as alice@example.com")
    }
  }

  /// Whether a character of an address can be seen: two addresses that look the same would be two users.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
    default: true
    }
  }

  private static func check(password: Text) throws(Rejection) {
    try check(password, of: 8...128, "password")
  }

  private static func check(_ text: Text, of lengths: ClosedRange<Int>, _ field: String) throws(Rejection) {
    let length = text.validString?.unicodeScalars.count ?? 0
    guard lengths.contains(length) else {
      throw MembershipRejections.field(
        field, "the \(field) has \(length) characters, and \(lengths.lowerBound) to \(lengths.upperBound) are allowed")
    }
  }

  // MARK: - Videos

  /// Returns the videos of the caller's corporation.
  ///
  /// - Parameter areDeleted: Whether the deleted ones are wanted, which only admins see (MEM-041).
  public func videos(
    _ page: PageNumber, areDeleted: Bool, by caller: MemberCaller
  ) throws(Rejection) -> Listed<SharedVideo> {
    let corporation = try corporation(of: caller, .admin, areDeleted ? .admin : .guest)
    return try reporting { try store.videos(page, of: corporation, areDeleted: areDeleted) }
  }

  /// Returns a video of the caller's corporation that is not deleted (MEM-040, MEM-041).
  ///
  /// - Throws: 404 ``ErrorCode/videoUnknown``.
  public func video(_ seq: Int, by caller: MemberCaller) throws(Rejection) -> SharedVideo {
    let corporation = try corporation(of: caller, .admin, .guest)
    guard let video = try reporting({ try store.video(seq, of: corporation) }), !video.isDeleted else {
      throw MembershipRejections.video
    }
    return video
  }

  /// Adds a video to the caller's corporation (MEM-040, MEM-044).
  ///
  /// - Throws: 422 ``ErrorCode/filePathNotAllowed`` or ``ErrorCode/fieldInvalid``.
  public func addVideo(
    name: Text, filePath: Text, by caller: MemberCaller, at time: Timestamp
  ) throws(Rejection) -> SharedVideo {
    let corporation = try corporation(of: caller, .admin)
    try Self.check(name, of: 1...255, "name")
    try check(filePath: filePath, of: corporation)
    let video = try reporting {
      try store.addVideo(name: name, filePath: filePath, of: corporation, by: caller, at: time)
    }
    guard let video else { throw MembershipRejections.session }
    return video
  }

  /// Changes a video. Nil leaves a member as it is.
  ///
  /// - Throws: 404 ``ErrorCode/videoUnknown``, 422 ``ErrorCode/filePathNotAllowed`` or ``ErrorCode/fieldInvalid``.
  public func updateVideo(
    _ seq: Int, name: Text?, filePath: Text?, by caller: MemberCaller, at time: Timestamp
  ) throws(Rejection) -> SharedVideo {
    let corporation = try corporation(of: caller, .admin)
    if let name { try Self.check(name, of: 1...255, "name") }
    if let filePath { try check(filePath: filePath, of: corporation) }
    return try updateVideo(seq, of: corporation, by: caller, at: time) { video, _ in
      guard !video.isDeleted else { throw MembershipRejections.video }
      if let name { video.name = name }
      if let filePath { video.filePath = filePath }
    }
  }

  /// Deletes a video softly (MEM-041).
  ///
  /// - Throws: 404 ``ErrorCode/videoUnknown``.
  public func deleteVideo(_ seq: Int, by caller: MemberCaller, at time: Timestamp) throws(Rejection) {
    _ = try updateVideo(seq, of: corporation(of: caller, .admin), by: caller, at: time) { video, _ in
      guard !video.isDeleted else { throw MembershipRejections.video }
      video.isDeleted = true
    }
  }

  /// Restores a deleted video (MEM-042, MEM-043).
  ///
  /// - Throws: 404 ``ErrorCode/videoUnknown``, 409 ``ErrorCode/videoNotDeleted``, 403 ``ErrorCode/planRequired``.
  public func restoreVideo(_ seq: Int, by caller: MemberCaller, at time: Timestamp) throws(Rejection) -> SharedVideo {
    try updateVideo(seq, of: corporation(of: caller, .admin), by: caller, at: time) { video, corporation in
      guard video.isDeleted else { throw MembershipRejections.notDeleted }
      guard corporation.isPaid(at: time) else { throw MembershipRejections.plan }
      video.isDeleted = false
    }
  }

  private func updateVideo(
    _ seq: Int, of corporation: Int, by caller: MemberCaller, at time: Timestamp,
    _ change: (inout SharedVideo, Corporation) throws -> Void
  ) throws(Rejection) -> SharedVideo {
    guard let video = try reporting({ try store.updateVideo(seq, of: corporation, by: caller, at: time, change) })
    else {
      throw MembershipRejections.video
    }
    return video
  }

  private func check(filePath: Text, of corporation: Int) throws(Rejection) {
    try Self.check(filePath, of: 1...1000, "file_path")
    _ = try configuration.places.place(filePath, of: corporation)
  }

  // MARK: - Views

  /// Returns a video that the caller wants to watch, and where its file is.
  ///
  /// - Throws: 404 ``ErrorCode/videoUnknown``, or 502 ``ErrorCode/upstreamFailed`` if the place is not allowed any more.
  public func source(of seq: Int, by caller: MemberCaller) throws(Rejection) -> (video: SharedVideo, place: VideoPlace)
  {
    let video = try video(seq, by: caller)
    do throws(Rejection) {
      return (video, try configuration.places.place(video.filePath, of: video.corporation))
    } catch {
      throw Rejection(.upstreamFailed, status: 502, "the place of the file is not allowed any more")
    }
  }

  /// Records that the caller watches a video, and gives points for the first time (MEM-060 to MEM-062).
  ///
  /// - Returns: Whether this was the first time.
  /// - Throws: 404 ``ErrorCode/videoUnknown`` if the video was deleted, or the caller may not watch it any more.
  @discardableResult
  public func recordView(
    of video: SharedVideo, by caller: MemberCaller, at time: Timestamp
  ) throws(Rejection) -> Bool {
    let view = try reporting {
      try store.recordView(of: video.seq, by: caller, points: configuration.pointsOfView, at: time)
    }
    switch view {
    case .first: return true
    case .known: return false
    case .gone: throw MembershipRejections.video
    }
  }

  /// Returns view logs: those of the corporation's videos, or the guest's own (MEM-070).
  ///
  /// - Parameters:
  ///   - video: Only those of this video; nil for all.
  ///   - user: Only those of this user; nil for all.
  public func views(
    _ page: PageNumber, of video: Int?, by user: Int?, for caller: MemberCaller
  ) throws(Rejection) -> Listed<ViewLog> {
    var filter = try viewFilter(caller)
    // Another user's logs do not exist for a guest.
    if let own = filter.user, let user, user != own { return Listed(entries: [], total: 0) }
    filter.user = filter.user ?? user
    filter.video = video
    return try reporting { [filter] in try store.views(page, filter) }
  }

  /// Returns a view log that the caller may see (MEM-070).
  ///
  /// - Throws: 404 ``ErrorCode/viewLogUnknown``.
  public func view(_ seq: Int, for caller: MemberCaller) throws(Rejection) -> ViewLog {
    let filter = try viewFilter(caller)
    guard let view = try reporting({ try store.view(seq, filter) }) else { throw MembershipRejections.viewLog }
    return view
  }

  private func viewFilter(_ caller: MemberCaller) throws(Rejection) -> MembershipStore.ViewFilter {
    let corporation = try corporation(of: caller, .admin, .guest)
    return MembershipStore.ViewFilter(
      corporation: corporation, user: caller.member.role == .guest ? caller.member.seq : nil)
  }

  // MARK: - Roles

  /// Rejects a caller with another role.
  package func require(_ caller: MemberCaller, _ roles: [MemberRole]) throws(Rejection) {
    guard roles.contains(caller.member.role) else { throw MembershipRejections.role(caller.member.role) }
  }

  private func require(_ caller: MemberCaller, _ roles: MemberRole...) throws(Rejection) { try require(caller, roles) }

  /// Returns the caller's corporation.
  private func corporation(of caller: MemberCaller, _ roles: MemberRole...) throws(Rejection) -> Int {
    guard roles.contains(caller.member.role), let corporation = caller.member.corporation else {
      throw MembershipRejections.role(caller.member.role)
    }
    return corporation
  }

  // MARK: - Errors

  private func reporting<Result>(_ work: () throws -> Result) throws(Rejection) -> Result {
    try RecordingRejections.reporting(work)
  }
}
