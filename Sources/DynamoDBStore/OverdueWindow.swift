import HTTPCore
import ReferenceImpl
import Synchronization
public import VideoSpec

/// A part of the queue of uploads that are processing, as the index reported it.
///
/// A sweep asks for one upload after the other. It need not ask all partitions of the index each time.
struct OverdueWindow: Sendable {
  struct Candidate: Sendable {
    var place: Text
    var key: Text
  }

  /// The time by which the uploads' forms have expired.
  var time: Timestamp
  /// The place after which the window begins; empty for the first one.
  var start: Text
  /// The last place of the window, or nil if it reaches to the end.
  var end: Text?
  /// In the order of their places.
  var candidates: [Candidate]

  func covers(_ place: Text, at time: Timestamp) -> Bool {
    time == self.time && place >= start && end.map { place < $0 } ?? true
  }
}

extension DynamoDBRecordStore {
  /// The index is updated a moment after the table. It may therefore report an upload that is decided already, so each is read again
  /// from the table. It may also lack one that began a moment ago; the next sweep finds that.
  public func nextOverdue(formExpiredBy time: Timestamp, after externalID: Text?) throws -> Text? {
    var place = Text()
    if let externalID, Layout.isExternalID(externalID) {
      place = try item(layout.upload(externalID), until: patience())?[.place] ?? Text()
    }
    // A sweep that begins wants to know what the index says now.
    if externalID == nil { overdue.withLock { $0 = nil } }
    while true {
      let window = try window(from: place, at: time)
      if let candidate = window.candidates.first(where: { $0.place > place }) {
        place = candidate.place
        let item = try item(candidate.key, until: patience())
        if let item, item.kind == .upload, item.uploadStatus == .processing,
          let end = item[number: .formEnd], end <= time.seconds
        {
          return item[.uploadID]
        }
      } else if let end = window.end {
        place = end
      } else {
        return nil
      }
    }
  }

  private func window(from place: Text, at time: Timestamp) throws -> OverdueWindow {
    if let window = overdue.withLock({ $0 }), window.covers(place, at: time) { return window }
    var window = OverdueWindow(time: time, start: place, end: nil, candidates: [])
    for shard in 0..<Layout.shards {
      let output = try client.perform(
        "Query",
        [
          "TableName": .string(layout.table), "IndexName": .string(Layout.index),
          "KeyConditionExpression": "#q = :q AND #p BETWEEN :from AND :to", "FilterExpression": "#e <= :end",
          "ExpressionAttributeNames": [
            "#q": JSONValue(Item.Name.queue.rawValue), "#p": JSONValue(Item.Name.place.rawValue),
            "#e": JSONValue(Item.Name.formEnd.rawValue),
          ],
          "ExpressionAttributeValues": [
            ":q": Item.value(layout.partition(shard, of: .processing)),
            // Every place begins with a digit.
            ":from": Item.value(place.isEmpty ? "0" : place), ":to": Item.value(Layout.end(of: time)),
            ":end": Item.value(time.seconds),
          ],
          "Limit": 100,
        ], until: patience())
      for item in (output["Items"]?.array ?? []).compactMap(\.object).map({ Item($0) }) {
        guard let place = item[.place], let key = item[.key] else { continue }
        window.candidates.append(.init(place: place, key: key))
      }
      // The page ends here. What the other partitions have behind this place is asked for later.
      if let last = output["LastEvaluatedKey"]?.object, let end = Item(last)[.place] {
        window.end = min(window.end ?? end, end)
      }
    }
    if let end = window.end { window.candidates.removeAll { $0.place > end } }
    window.candidates.sort { $0.place < $1.place }
    let found = window
    overdue.withLock { $0 = found }
    return found
  }
}
