public import VideoSpec

/// What a user may do (MEM-003).
public enum MemberRole: String, Hashable, Sendable, CaseIterable {
  /// Watches a corporation's videos.
  case guest
  /// Manages the users and videos of a corporation.
  case admin
  /// Manages all corporations and users, and belongs to none.
  case `operator`
}

/// What a corporation pays for.
public enum MembershipPlan: String, Hashable, Sendable, CaseIterable {
  case free
  case paid
}

/// A corporation, which shares videos with its users.
public struct Corporation: Hashable, Sendable {
  public var seq: Int
  public var name: Text
  public var plan: MembershipPlan
  /// When a paid plan ends; nil if it has no end.
  public var planEnds: Timestamp?
  public var created: Timestamp
  public var updated: Timestamp

  /// Whether the corporation has the rights of a paid plan (MEM-024).
  public func isPaid(at time: Timestamp) -> Bool { plan == .paid && planEnds.map { $0 > time } ?? true }
}

/// A user.
public struct Member: Hashable, Sendable {
  public var seq: Int
  public var email: Text
  public var role: MemberRole
  /// The corporation; nil for an operator.
  public var corporation: Int?
  public var points: Int
  public var created: Timestamp
  public var updated: Timestamp
}

/// A video of a corporation.
public struct SharedVideo: Hashable, Sendable {
  public var seq: Int
  public var name: Text
  /// Where the file is: see ``VideoPlace``.
  public var filePath: Text
  public var isDeleted: Bool
  public var corporation: Int
  public var created: Timestamp
  public var updated: Timestamp
}

/// The first view of a video by a user.
public struct ViewLog: Hashable, Sendable {
  public var seq: Int
  public var video: Int
  public var user: Int
  public var created: Timestamp
}

/// A login: the refresh tokens that come from one another.
public struct MemberLogin: Hashable, Sendable {
  public var seq: Int
  public var user: Int
  public var created: Timestamp
  /// When the newest refresh token expires.
  public var expires: Timestamp
}

/// What a login and a refresh return.
public struct TokenPair: Hashable, Sendable {
  public var access: Text
  public var refresh: Text
  /// How long the access token is valid, in seconds.
  public var accessSeconds: Int
}

/// A part of a list, in the order of `seq` (MEM-080).
public struct PageNumber: Hashable, Sendable {
  /// From 1.
  public var number: Int
  /// At most so many entries.
  public var size: Int

  public init(number: Int = 1, size: Int = 10) {
    self.number = number
    self.size = size
  }

  /// How many entries come before it. A page that is too far away is empty.
  var offset: Int {
    let (offset, overflows) = (number - 1).multipliedReportingOverflow(by: size)
    return overflows ? .max : offset
  }
}

/// The entries of a page, and how many there are on all pages.
public struct Listed<Entry: Sendable>: Sendable {
  public var entries: [Entry]
  public var total: Int
}

/// A user who has sent a request, and the login that the token comes from.
public struct MemberCaller: Hashable, Sendable {
  public var member: Member
  public var login: Int
}
