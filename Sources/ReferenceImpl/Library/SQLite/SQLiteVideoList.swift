import VideoSpec

/// A query of a user's videos in SQLite.
///
/// The index of trigrams gives the candidates of a search. If they are few, they are read and sorted. Otherwise, and without a search, an index
/// in the wanted order is read until the page is full.
struct SQLiteVideoList {
  private let query: VideoQuery
  private let user: LibraryUser
  private let database: Database
  /// The expression that finds candidates in the index of trigrams; nil for a term that is too short.
  private let match: Text?

  init(_ query: VideoQuery, of user: LibraryUser, in database: Database) {
    self.query = query
    self.user = user
    self.database = database
    let hashes = query.term.map { SearchText.hashes(ofTerm: $0, user: user.row) } ?? []
    match = hashes.isEmpty ? nil : Self.tokens(hashes).joined(" AND ")
  }

  /// The hashes as words of the index.
  static func tokens(_ hashes: some Sequence<Int64>) -> [Text] {
    hashes.map { hash in Text("h\(String(UInt64(bitPattern: hash), radix: 16))") }
  }

  func page() throws(DatabaseError) -> VideoPage {
    guard let term = query.term else {
      let total = try database.first("SELECT video_count FROM users WHERE row = ?", [.integer(user.row)]) {
        $0.integer(0)
      }
      return try page(total: total ?? 0, from: statement(), [.integer(user.row)] + cursor + limits)
    }
    guard let match else { return try scannedPage(term) }
    if let candidates = try candidates(match) { return try page(of: candidates, term) }
    let total = try database.first(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM trigrams CROSS JOIN videos ON videos.row = trigrams.rowid
        WHERE trigrams MATCH ? AND user_row = ? AND deleted_at IS NULL AND instr(search, ?) > 0 LIMIT 10001)
      """, [.text(match), .integer(user.row), .text(term)]
    ) { $0.integer(0) }
    return try page(
      total: total ?? 0, from: statement("instr(search, ?) > 0"),
      [.integer(user.row), .text(term)] + cursor + limits)
  }

  // MARK: - Searches

  /// The numbers of the videos that can match, as an array in JSON; nil if there are many.
  private func candidates(_ match: Text) throws(DatabaseError) -> Text? {
    var rows: [String] = []
    try database.run("SELECT rowid FROM trigrams WHERE trigrams MATCH ? LIMIT 10001", [.text(match)]) { row in
      rows.append("\(row.integer(0))")
    }
    return rows.count > VideoPage.countLimit ? nil : Text("[\(rows.joined(separator: ","))]")
  }

  /// Reads and sorts the candidates that match.
  private func page(of candidates: Text, _ term: Text) throws(DatabaseError) -> VideoPage {
    let total = try database.first(
      """
      SELECT count(*) FROM videos
      WHERE row IN (SELECT value FROM json_each(?)) AND user_row = ? AND deleted_at IS NULL AND instr(search, ?) > 0
      """, [.text(candidates), .integer(user.row), .text(term)]
    ) { $0.integer(0) }
    // A plus keeps SQLite from reading an index of all videos instead.
    return try page(
      total: total ?? 0,
      from: statement(
        "instr(search, ?) > 0", sortedBy: "+\(column)", of: "row IN (SELECT value FROM json_each(?)) AND +user_row = ?"),
      [.text(candidates), .integer(user.row), .text(term)] + cursor + limits)
  }

  /// Reads the user's videos in the wanted order, each once, until the page is full and all matches are counted that count.
  private func scannedPage(_ term: Text) throws(DatabaseError) -> VideoPage {
    var total = 0
    var found: [(row: Int, video: LibraryVideo)] = []
    let start = query.offset
    // A cursor begins after a video, but the total counts those before it, too.
    let cursor = cursor
    var isBeyond = cursor.isEmpty
    try database.scan(
      composed: statement("instr(search, ?) > 0", addingCursorColumn: true),
      cursor + [.integer(user.row), .text(term), .integer(-1), .integer(0)]
    ) { row in
      total += 1
      isBeyond = isBeyond || row.integer(14) == 1
      if isBeyond, total > start, found.count <= query.size {
        found.append((row.integer(0), LibraryVideo(row)))
      }
      return total <= VideoPage.countLimit || found.count <= query.size
    }
    return page(total: total, found)
  }

  // MARK: - The page

  private func page(
    total: Int, from sql: String, _ values: [SQLValue]
  ) throws(DatabaseError) -> VideoPage {
    var found: [(row: Int, video: LibraryVideo)] = []
    try database.run(composed: sql, values) { row in found.append((row.integer(0), LibraryVideo(row))) }
    return page(total: total, found)
  }

  /// - Parameter found: The videos of the page, and one more if there are others.
  private func page(total: Int, _ found: [(row: Int, video: LibraryVideo)]) -> VideoPage {
    let videos = found.prefix(query.size)
    let limit = query.term == nil ? Int.max : VideoPage.countLimit
    return VideoPage(
      videos: videos.map(\.video), total: min(total, limit), isTotalExact: total <= limit,
      hasMore: found.count > query.size, next: videos.last.map { query.cursor(after: $0.video, row: $0.row) })
  }

  // MARK: - The statement

  /// The duration is a column without NULL, too, so that every video has a place.
  private var column: String { query.field.rawValue }

  /// The statement for a page. Its values are those of the condition, of the cursor, and the limits.
  private func statement(
    _ condition: String = "", sortedBy sorted: String? = nil, of owner: String = "user_row = ?",
    addingCursorColumn: Bool = false
  ) -> String {
    let order = query.isAscending ? "ASC" : "DESC"
    let beyond = cursor.isEmpty ? "1" : "(\(column), row) \(query.isAscending ? ">" : "<") (?, ?)"
    return """
      SELECT row, id, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration,
        thumbnail_s3_key, metadata, created_at, sha256\(addingCursorColumn ? ", \(beyond)" : "")
      FROM videos
      WHERE \(owner) AND deleted_at IS NULL\(condition.isEmpty ? "" : " AND \(condition)")\(addingCursorColumn ? "" : " AND \(beyond)")
      ORDER BY \(sorted ?? column) \(order), row \(order) LIMIT ? OFFSET ?
      """
  }

  /// The values of the cursor; none for a page.
  private var cursor: [SQLValue] {
    guard case .after(let cursor) = query.start else { return [] }
    switch cursor.value {
    case .integer(let integer): return [.integer(integer), .integer(cursor.row)]
    case .text(let text): return [.text(text), .integer(cursor.row)]
    }
  }

  private var limits: [SQLValue] { [.integer(query.size + 1), .integer(query.offset)] }
}

extension [Text] {
  /// The texts with a separator between them.
  func joined(_ separator: Text) -> Text {
    let parts: [[UInt8]] = map(\.bytes)
    return Text(bytes: [UInt8](parts.joined(separator: separator.bytes)))
  }
}
