public import VideoSpec

/// A request for a part of a user's videos.
public struct VideoQuery: Hashable, Sendable {
  /// What videos can be sorted by (LIB-015). The raw value is the parameter's.
  public enum Field: String, Hashable, Sendable, CaseIterable {
    case created = "created_at"
    case filename
    case originalFilename = "original_filename"
    case size = "file_size"
    case duration
  }

  /// Where the part begins.
  public enum Start: Hashable, Sendable {
    /// A page, from 1.
    case page(Int)
    /// After the video of a cursor.
    case after(VideoCursor)
  }

  /// The folded term; nil for all videos.
  public var term: Text?
  public var field: Field
  public var isAscending: Bool
  public var start: Start
  /// The greatest number of videos.
  public var size: Int

  public init(
    term: Text? = nil, field: Field = .created, isAscending: Bool = false, start: Start = .page(1), size: Int = 10
  ) {
    self.term = term
    self.field = field
    self.isAscending = isAscending
    self.start = start
    self.size = size
  }
}

extension VideoQuery {
  /// How many videos come before the part.
  package var offset: Int {
    guard case .page(let page) = start else { return 0 }
    let (offset, overflow) = (page - 1).multipliedReportingOverflow(by: size)
    return overflow ? .max : offset
  }

  /// Returns the position after a video.
  ///
  /// - Parameter row: The record store's number of the video.
  package func cursor(after video: LibraryVideo, row: Int) -> VideoCursor {
    let value: VideoCursor.Value =
      switch field {
      case .created: .integer(video.created.seconds)
      case .filename: .text(video.filename)
      case .originalFilename: .text(video.originalFilename)
      case .size: .integer(video.size)
      case .duration: .integer(video.duration ?? -1)
      }
    return VideoCursor(value: value, row: row)
  }
}

/// A part of a user's videos.
public struct VideoPage: Hashable, Sendable {
  public var videos: [LibraryVideo]
  /// How many videos match.
  public var total: Int
  /// Whether ``total`` is exact. A search counts at most ``countLimit`` matches.
  public var isTotalExact: Bool
  /// Whether there are videos after these.
  public var hasMore: Bool
  /// The position after the last of these videos; nil without videos.
  public var next: VideoCursor?

  /// How many matches of a search are counted.
  public static let countLimit = 10_000

  public init(videos: [LibraryVideo], total: Int, isTotalExact: Bool, hasMore: Bool, next: VideoCursor?) {
    self.videos = videos
    self.total = total
    self.isTotalExact = isTotalExact
    self.hasMore = hasMore
    self.next = next
  }
}

/// A position in a sorted list of videos: after the video with this value and number (LIB-017).
public struct VideoCursor: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case integer(Int)
    case text(Text)
  }

  /// The value of the sort field.
  public var value: Value
  /// The record store's number of the video.
  public var row: Int

  public init(value: Value, row: Int) {
    self.value = value
    self.row = row
  }
}

extension VideoCursor {
  /// The longest cursor in bytes: one with a name of 255 characters that all are escaped in JSON has less.
  public static let longest = 2200

  /// Returns the cursor as a client gets it. It belongs to the query's search and order.
  public func encoded(for query: VideoQuery) -> Text {
    let value: JSONValue =
      switch self.value {
      case .integer(let integer): JSONValue(integer)
      case .text(let text): .string(text)
      }
    let json: JSONValue = ["q": .string(Self.digest(of: query)), "v": value, "r": JSONValue(row)]
    return Base64URL.encode(json.line)
  }

  /// Reads a cursor.
  ///
  /// - Throws: ``Rejection`` with ``ErrorCode/cursorInvalid`` if it is malformed, or belongs to another search or order.
  public init(_ text: Text, for query: VideoQuery) throws(Rejection) {
    guard text.bytes.count <= Self.longest, let bytes = Base64URL.decode(text),
      let json = try? JSONValue(parsing: bytes),
      let digest = json["q"]?.text, let row = json["r"]?.integer
    else { throw LibraryRejections.cursor("the cursor is not one that this service returned") }
    guard digest == Self.digest(of: query) else {
      throw LibraryRejections.cursor("the cursor belongs to another search or order")
    }
    self.row = row
    // No name contains NUL, and PostgreSQL takes no text with it.
    let text = json["v"]?.text.flatMap { $0.validString?.unicodeScalars.contains("\0") == false ? $0 : nil }
    switch (query.field, text, json["v"]?.integer) {
    case (.filename, let text?, _), (.originalFilename, let text?, _): value = .text(text)
    case (.created, _, let integer?), (.size, _, let integer?), (.duration, _, let integer?): value = .integer(integer)
    default: throw LibraryRejections.cursor("the cursor is not one that this service returned")
    }
  }

  /// What tells searches and orders apart.
  private static func digest(of query: VideoQuery) -> Text {
    let text = Text("\(query.field.rawValue) \(query.isAscending ? "asc" : "desc") \(query.term == nil ? 0 : 1) ")
    return Hexadecimal.lowercase(Array(SHA256.digest(of: text.bytes + (query.term?.bytes ?? [])).bytes.prefix(6)))
  }
}
