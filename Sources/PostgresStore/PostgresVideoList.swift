#if PostgreSQL
  import ReferenceImpl
  import VideoSpec

  /// A query of a user's videos in PostgreSQL.
  ///
  /// As in SQLite, the index of trigrams gives the candidates of a search. If they are few, they are read and sorted. Otherwise, and without a
  /// search, an index in the wanted order is read until the page is full.
  struct PostgresVideoList {
    private let query: VideoQuery
    private let user: LibraryUser
    private let connection: PostgresConnection
    /// Hashes that every match has; none for a term that is too short.
    private let hashes: [Int64]

    init(_ query: VideoQuery, of user: LibraryUser, in connection: PostgresConnection) {
      self.query = query
      self.user = user
      self.connection = connection
      hashes = query.term.map { SearchText.hashes(ofTerm: $0, user: user.row) } ?? []
    }

    func page() throws(PostgresError) -> VideoPage {
      let candidates = try candidates()
      let (total, isExact) = try total(candidates)
      var found: [(row: Int, video: LibraryVideo)] = []
      let (sql, values) = statement(candidates)
      try connection.run(composed: sql, values) { row in found.append((row.integer(0), LibraryVideo(row))) }
      // One more than wanted shows whether there are others.
      let hasMore = found.count > query.size
      if hasMore { found.removeLast() }
      let next = found.last.map { query.cursor(after: $0.video, row: $0.row) }
      return VideoPage(
        videos: found.map(\.video), total: total, isTotalExact: isExact, hasMore: hasMore, next: next)
    }

    /// The numbers of the videos that can match; nil if they are many, or not known.
    private func candidates() throws(PostgresError) -> [Int64]? {
      guard !hashes.isEmpty else { return nil }
      var rows: [Int64] = []
      try connection.run("SELECT row FROM videos WHERE trigrams @> $1 LIMIT 10001", [.integers(hashes)]) { row in
        rows.append(Int64(row.integer(0)))
      }
      return rows.count > VideoPage.countLimit ? nil : rows
    }

    /// How many videos match, and whether that is exact.
    private func total(_ candidates: [Int64]?) throws(PostgresError) -> (Int, Bool) {
      guard query.term != nil else {
        let count = try connection.first("SELECT video_count FROM users WHERE row = $1", [.integer(user.row)]) {
          $0.integer(0)
        }
        return (count ?? 0, true)
      }
      let limit = VideoPage.countLimit
      var values: [PostgresValue] = []
      var condition = condition(candidates, &values)
      if candidates == nil, !hashes.isEmpty {
        values.append(.integers(hashes))
        condition += " AND trigrams @> $\(values.count)"
      }
      var count = 0
      try connection.run(
        composed: "SELECT count(*) FROM (SELECT 1 FROM videos WHERE \(condition) LIMIT \(limit + 1)) AS found", values
      ) { count = $0.integer(0) }
      return count > limit ? (limit, false) : (count, true)
    }

    // MARK: - The statement

    private static let columns =
      "row, id, filename, original_filename, s3_key, s3_url, s3_bucket, content_type, file_size, duration, thumbnail_s3_key, metadata, created_at, sha256"

    private func statement(_ candidates: [Int64]?) -> (String, [PostgresValue]) {
      var values: [PostgresValue] = []
      func parameter(_ value: PostgresValue) -> String {
        values.append(value)
        return "$\(values.count)"
      }
      let condition = condition(candidates, &values)
      let column = query.field.rawValue
      var beyond = ""
      if case .after(let cursor) = query.start {
        let value: PostgresValue =
          switch cursor.value {
          case .integer(let integer): .integer(integer)
          case .text(let text): .text(text)
          }
        beyond =
          "(\(column), row) \(query.isAscending ? ">" : "<") (\(parameter(value)), \(parameter(.integer(cursor.row))))"
      }
      let order = query.isAscending ? "ASC" : "DESC"
      let part =
        "ORDER BY \(column) \(order), row \(order) LIMIT \(parameter(.integer(query.size + 1))) OFFSET \(parameter(.integer(query.offset)))"
      guard candidates != nil else {
        let all = beyond.isEmpty ? condition : "\(condition) AND \(beyond)"
        return ("SELECT \(Self.columns) FROM videos WHERE \(all) \(part)", values)
      }
      let rest = beyond.isEmpty ? "" : "WHERE \(beyond)"
      return (
        """
        WITH found AS MATERIALIZED (SELECT \(Self.columns) FROM videos WHERE \(condition))
        SELECT \(Self.columns) FROM found \(rest) \(part)
        """, values
      )
    }

    private func condition(_ candidates: [Int64]?, _ values: inout [PostgresValue]) -> String {
      func parameter(_ value: PostgresValue) -> String {
        values.append(value)
        return "$\(values.count)"
      }
      let rows = candidates.map { "row = ANY (\(parameter(.integers($0)))) AND " } ?? ""
      var condition = "\(rows)user_row = \(parameter(.integer(user.row))) AND deleted_at IS NULL"
      if let term = query.term { condition += " AND position(\(parameter(.text(term))) in search) > 0" }
      return condition
    }
  }
#endif
