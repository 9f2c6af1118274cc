import ReferenceImpl
public import VideoSpec

extension ErrorCode {
  /// A part of the URL of a database is wrong. The field names it.
  public static let databaseURLInvalid = ErrorCode("DatabaseURLInvalid")
}

extension DynamoDBRecordStore {
  /// Where the records are, and how long the store tries.
  public struct Configuration: Sendable {
    public var table: Text
    public var region: Text
    /// The server: `https://dynamodb.REGION.amazonaws.com`, or one that is compatible.
    public var endpoint: Endpoint
    /// Distinguishes several stores in one table. Empty for the only one.
    public var prefix: Text
    /// Whether the table is created if it does not exist.
    public var createsTable: Bool
    /// How long a transaction is tried, reads, conflicts and throttling included, before it counts as busy.
    public var patience: Duration
    /// The longest time for one request, from connecting to the end of the response.
    public var requestTimeout: Duration
    /// Whether items that nobody needs any more get a time at which DynamoDB removes them.
    ///
    /// Only a store whose users have another clock than DynamoDB needs `false`, as in scenarios.
    public var expiresItems: Bool
    /// Returns the time of signing.
    package var now: @Sendable () -> Timestamp

    /// Creates a configuration.
    ///
    /// - Parameter endpoint: The server, or nil for that of AWS in the region.
    /// - Throws: A ``Rejection`` whose field names the wrong part.
    public init(
      table: Text, region: Text, endpoint: Endpoint? = nil, prefix: Text = Text(), createsTable: Bool = false,
      patience: Duration = .seconds(8), requestTimeout: Duration = .seconds(3), expiresItems: Bool = true
    ) throws(Rejection) {
      func isNamed(_ text: Text, _ lengths: ClosedRange<Int>, _ marks: String) -> Bool {
        lengths.contains(text.bytes.count)
          && text.bytes.allSatisfy { $0.isASCIIAlphanumeric || marks.utf8.contains($0) }
      }
      guard isNamed(table, 3...255, "_.-") else {
        throw Rejection(
          .databaseURLInvalid, field: "table",
          "a table's name has 3 to 255 of the characters a-z, A-Z, 0-9, _, . and -")
      }
      guard isNamed(region, 1...64, "-") else {
        throw Rejection(.databaseURLInvalid, field: "region", "a region is a name such as eu-west-1")
      }
      guard isNamed(prefix, 0...64, "_.-") else {
        throw Rejection(
          .databaseURLInvalid, field: "prefix", "a prefix has at most 64 of the characters a-z, A-Z, 0-9, _, . and -")
      }
      self.table = table
      self.region = region
      if let endpoint { self.endpoint = endpoint } else { self.endpoint = try Configuration.endpoint(of: region) }
      self.prefix = prefix
      self.createsTable = createsTable
      self.patience = patience
      self.requestTimeout = requestTimeout
      self.expiresItems = expiresItems
      now = SystemClock.now
    }

    private static func endpoint(of region: Text) throws(Rejection) -> Endpoint {
      guard let partition = Partition(region: region) else {
        throw Rejection(
          .databaseURLInvalid, field: "region",
          "the region belongs to no known AWS partition, so its host is unknown: give the endpoint")
      }
      return Endpoint(host: "dynamodb." + region + "." + partition.domain)
    }
  }
}

extension DynamoDBRecordStore.Configuration {
  /// Reads `dynamodb://TABLE?region=REGION`, optionally with `&endpoint=URL`, `&prefix=NAME` and `&create=true`.
  ///
  /// Values may be percent-encoded. Messages name the parameter and never show a value.
  ///
  /// - Throws: A ``Rejection`` whose field names the wrong part: `scheme`, `table`, `url` or a parameter.
  public init(url: Text) throws(Rejection) {
    let scheme: Text = "dynamodb://"
    guard url.hasPrefix(scheme) else {
      throw Rejection(.databaseURLInvalid, field: "scheme", "the URL has to begin with dynamodb://")
    }
    let rest = Text(url.bytes.dropFirst(scheme.bytes.count))
    guard !rest.bytes.contains(UInt8(ascii: "#")) else {
      throw Rejection(.databaseURLInvalid, field: "url", "the URL has a fragment, which means nothing here")
    }
    let (table, query) = rest.splitOnce(at: UInt8(ascii: "?")) ?? (rest, Text())
    guard !table.bytes.contains(where: { "@:/".utf8.contains($0) }) else {
      throw Rejection(
        .databaseURLInvalid, field: "table",
        "after dynamodb:// there may only be the name of a table: no credentials, no port and no path")
    }
    let values = try Self.parameters(query)
    guard let region = values["region"] else {
      throw Rejection(.databaseURLInvalid, field: "region", "the parameter region is missing")
    }
    var endpoint: Endpoint?
    if let text = values["endpoint"] {
      endpoint = Endpoint(text)
      if endpoint == nil {
        throw Rejection(
          .databaseURLInvalid, field: "endpoint",
          "the parameter endpoint has to be http:// or https://, a host and optionally a port")
      }
    }
    let creates: Bool
    switch values["create"] {
    case nil, "false": creates = false
    case "true": creates = true
    default: throw Rejection(.databaseURLInvalid, field: "create", "the parameter create has to be true or false")
    }
    try self.init(
      table: table, region: region, endpoint: endpoint, prefix: values["prefix"] ?? Text(), createsTable: creates)
  }

  private static func parameters(_ query: Text) throws(Rejection) -> [Text: Text] {
    var values: [Text: Text] = [:]
    for part in query.isEmpty ? [] : query.split(at: UInt8(ascii: "&")) {
      guard let (name, encoded) = part.splitOnce(at: UInt8(ascii: "=")) else {
        throw Rejection(.databaseURLInvalid, field: "url", "a parameter of the URL has no value")
      }
      guard (["region", "endpoint", "prefix", "create"] as [Text]).contains(name) else {
        // An unknown name is shown only if it looks like one: a secret may be in the wrong place.
        let isWord = (1...20).contains(name.bytes.count) && name.bytes.allSatisfy { (0x61...0x7A).contains($0) }
        throw Rejection(
          .databaseURLInvalid, field: isWord ? name.string : "url",
          "the URL has \(isWord ? "the unknown parameter \(name.string)" : "an unknown parameter"); known are region, endpoint, prefix and create"
        )
      }
      guard values[name] == nil else {
        throw Rejection(.databaseURLInvalid, field: name.string, "the parameter \(name) is given twice")
      }
      guard PercentEncoding.isWellFormed(encoded.bytes[...]) else {
        throw Rejection(
          .databaseURLInvalid, field: name.string, "a '%' in the parameter \(name) is not followed by two digits")
      }
      values[name] = PercentEncoding.decode(encoded)
    }
    return values
  }
}
