#if PostgreSQL
  public import VideoSpec

  /// The options of a database.
  public struct PostgresOptions: Sendable {
    /// How many connections are open at most.
    public var connections = 16
    /// How long a thread waits for one of them, in milliseconds.
    public var poolMilliseconds = 5000
    /// How long to wait for a connection to a server, in milliseconds. `connect_timeout` in the URL has precedence.
    public var connectMilliseconds = 5000
    /// How long a statement waits for another transaction's lock, in milliseconds.
    public var lockMilliseconds = 5000
    /// How long a statement may take, in milliseconds.
    public var statementMilliseconds = 10_000
    /// How long to wait for the server's response to anything, in milliseconds. It should be longer than a statement may take.
    public var responseMilliseconds = 20_000
    /// How long the server keeps a transaction open from which it hears nothing, in milliseconds.
    public var idleMilliseconds = 15_000
    /// For how long a transaction that conflicts with others is run again, in milliseconds.
    public var conflictMilliseconds = 5000
    /// How often a transaction that conflicts with others is run at most.
    public var attempts = 100
    /// The name that the server shows for the connections, unless the URL has one.
    public var applicationName: Text = "video-spec"
    /// The schema for the tables, created if there is none; nil for the first one in the search path.
    public var schema: Text?

    public init() {}

    /// The statements with which a connection begins.
    var settings: String {
      var statements = [
        "SET statement_timeout = \(statementMilliseconds)", "SET lock_timeout = \(lockMilliseconds)",
        "SET idle_in_transaction_session_timeout = \(idleMilliseconds)",
        // An acknowledged commit has to survive a crash, whatever is usual in this database. Stricter settings stay.
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
      ]
      if let schema { statements.append("SET search_path TO \(PostgresSchema.quoted(schema))") }
      return statements.joined(separator: "; ")
    }
  }
#endif
