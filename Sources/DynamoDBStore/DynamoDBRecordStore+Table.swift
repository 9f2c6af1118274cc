import HTTPCore
import ReferenceImpl
import VideoSpec

extension DynamoDBRecordStore {
  /// How long a new table may take until it can be used.
  private static let creationTime: Duration = .seconds(120)

  /// Checks that the table is one of this program, and creates it if it is missing and that is allowed.
  func openTable() throws {
    let deadline = Deadline.after(max(Self.creationTime, configuration.patience))
    var description = try describe()
    if description == nil {
      guard configuration.createsTable else {
        throw RecordStoreError(
          .failed, "the table \(layout.table) does not exist, and creating it is not allowed (create=true)")
      }
      try create(until: deadline)
      description = try describe()
    }
    var attempt = 1
    while description.map({ !Self.isActive($0) }) ?? true {
      guard client.backoff.wait(after: attempt, until: deadline) else {
        throw RecordStoreError(.failed, "the table \(layout.table) does not become active")
      }
      attempt += 1
      description = try describe()
    }
    if let fault = description.flatMap({ Layout.fault(in: $0) }) {
      throw Rejection(.databaseForeign, "the table \(layout.table) belongs to another program: \(fault)")
    }
    if configuration.createsTable, configuration.expiresItems { try enableExpiration(until: deadline) }
    try checkLayout()
  }

  /// Returns the description of the table, or nil if there is none.
  private func describe() throws -> JSONValue? {
    let deadline = patience()
    var attempt = 1
    while true {
      do throws(DynamoDBFailure) {
        return try client.attempt("DescribeTable", ["TableName": .string(layout.table)], until: deadline)["Table"]
      } catch {
        if error.name == "ResourceNotFoundException" { return nil }
        guard error.kind != .refused, client.backoff.wait(after: attempt, until: deadline) else {
          throw RecordStoreError(error.isBusy ? .busy : .failed, error.reason)
        }
        attempt += 1
      }
    }
  }

  private static func isActive(_ table: JSONValue) -> Bool {
    let indexes = table["GlobalSecondaryIndexes"]?.array ?? []
    // A server that has no index to wait for may leave its status out.
    return table["TableStatus"]?.text == "ACTIVE"
      && indexes.allSatisfy { ($0["IndexStatus"]?.text ?? "ACTIVE") == "ACTIVE" }
  }

  private func create(until deadline: Deadline) throws {
    var attempt = 1
    while true {
      do throws(DynamoDBFailure) {
        _ = try client.attempt("CreateTable", layout.definition, until: deadline)
        return
      } catch {
        // Another process creates it, or an attempt without a response did.
        if error.name == "ResourceInUseException" { return }
        guard error.kind != .refused, client.backoff.wait(after: attempt, until: deadline) else {
          throw RecordStoreError(error.isBusy ? .busy : .failed, "creating the table \(layout.table): \(error.reason)")
        }
        attempt += 1
      }
    }
  }

  /// Lets DynamoDB remove items whose time is over.
  private func enableExpiration(until deadline: Deadline) throws {
    let table: JSONObject = ["TableName": .string(layout.table)]
    let output = try client.perform("DescribeTimeToLive", table, until: deadline)
    let status = output["TimeToLiveDescription"]?["TimeToLiveStatus"]?.text
    guard status != "ENABLED", status != "ENABLING" else { return }
    var input = table
    input["TimeToLiveSpecification"] = ["AttributeName": JSONValue(Item.Name.ttl.rawValue), "Enabled": true]
    do throws(DynamoDBFailure) {
      _ = try client.attempt("UpdateTimeToLive", input, until: deadline)
    } catch {
      // Another process may have done the same at the same time. Without it the items only stay longer.
      guard error.kind != .refused || error.name == "ValidationException" || error.name == "ResourceInUseException"
      else { throw RecordStoreError(.failed, "enabling the time to live of \(layout.table): \(error.reason)") }
    }
  }

  /// Checks the version of the layout, and writes it into a new table.
  private func checkLayout() throws {
    try write { transaction in
      guard let item = try transaction.item(layout.layout, isPermanent: true) else {
        var item = Item(key: layout.layout, kind: .layout)
        item[number: .layout] = Layout.version
        transaction.write(item)
        return
      }
      let version = item[number: .layout] ?? 0
      guard item.kind == .layout, version >= 1 else {
        throw Rejection(.databaseForeign, "the table \(layout.table) belongs to another program")
      }
      guard version <= Layout.version else {
        throw Rejection(
          .schemaNewer,
          "the table \(layout.table) has layout version \(version), but this program only knows versions up to \(Layout.version)"
        )
      }
    }
  }
}
