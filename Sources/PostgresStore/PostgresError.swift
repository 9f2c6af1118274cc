#if PostgreSQL
  import ReferenceImpl

  /// An error of a PostgreSQL server, or of the connection to it.
  struct PostgresError: Error {
    /// What the server calls the error: five characters; nil if the error is not the server's.
    var code: String?
    /// The server's or libpq's primary message. It contains no password.
    var message: String
    /// Whether the connection is gone, or no longer in step with the server.
    var losesConnection: Bool
    /// Whether the connection may have broken before it was used this time.
    var isStale = false

    /// Whether the whole transaction may succeed if it is run again: a serialization failure, or a deadlock.
    var isConflict: Bool { code == "40001" || code == "40P01" }

    /// Whether the server does not write: it is a replica, or was told not to. Serializable transactions do not begin on a hot standby.
    var isReadOnly: Bool { code == "25006" || message.hasPrefix("cannot use serializable mode in a hot standby") }

    var isTaken: Bool { code == "23505" }

    /// Whether a later attempt may succeed because somebody else holds a lock or a connection now, or the server is about to be
    /// there.
    private var isBusy: Bool {
      switch code {
      // A lock or a statement took too long; too many connections; the server shuts down, crashed or starts.
      case "55P03", "57014", "53300", "57P01", "57P02", "57P03": true
      default: isConflict || isReadOnly
      }
    }

    /// Whether the transaction was certainly rolled back if `COMMIT` reported the error. Of any other error that is unknown (REC-044).
    var rulesOutCommit: Bool {
      guard let code, !losesConnection else { return false }
      // Class 23: a constraint is violated. Class 25: there was nothing left to commit.
      return isConflict || code == "55P03" || code.hasPrefix("23") || code.hasPrefix("25")
    }

    /// The error as one after which the transaction is run again.
    var asConflict: PostgresError { PostgresError(code: "40001", message: message, losesConnection: losesConnection) }

    /// The reason for people to read.
    var reason: String { "PostgreSQL: \(message)\(code.map { " (\($0))" } ?? "")" }

    /// What the error means before `COMMIT`.
    var beforeCommit: RecordStoreError { RecordStoreError(isTaken ? .taken : isBusy ? .busy : .failed, reason) }

    /// What the error means if there is no connection yet. Only what waiting does not change is a failure: a wrong password, a
    /// database that does not exist.
    var whileConnecting: RecordStoreError {
      let isPermanent = code.map { $0.hasPrefix("28") || $0.hasPrefix("3D") || $0.hasPrefix("42") } ?? false
      return RecordStoreError(isPermanent ? .failed : .busy, reason)
    }
  }
#endif
