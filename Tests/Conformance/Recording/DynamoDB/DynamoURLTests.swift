import DynamoDBStore
import ReferenceImpl
import Testing
import VideoSpec

@Suite("The URL of a table in DynamoDB")
struct DynamoURLTests {
  @Test("names the table, the region and the server")
  func accepted() throws {
    let short = try DynamoDBRecordStore.Configuration(url: "dynamodb://recordings?region=eu-west-1")
    #expect(short.table == "recordings" && short.region == "eu-west-1" && !short.createsTable && short.prefix == "")
    #expect(short.endpoint.origin == "https://dynamodb.eu-west-1.amazonaws.com")
    let china = try DynamoDBRecordStore.Configuration(url: "dynamodb://recordings?region=cn-north-1")
    #expect(china.endpoint.origin == "https://dynamodb.cn-north-1.amazonaws.com.cn")
    let whole = try DynamoDBRecordStore.Configuration(
      url: "dynamodb://my_table-1.x?create=true&endpoint=http%3A%2F%2F127.0.0.1:8000&prefix=a.b&region=local")
    #expect(whole.table == "my_table-1.x" && whole.createsTable && whole.prefix == "a.b")
    #expect(whole.endpoint.origin == "http://127.0.0.1:8000")
  }

  @Test(
    "is refused with the name of the wrong part",
    arguments: [
      ("sqlite://recordings", "scheme"), ("DYNAMODB://recordings?region=eu-west-1", "scheme"),
      ("dynamodb://?region=eu-west-1", "table"), ("dynamodb://ab?region=eu-west-1", "table"),
      ("dynamodb://user:hidden@table?region=eu-west-1", "table"), ("dynamodb://table:80?region=eu-west-1", "table"),
      ("dynamodb://table/path?region=eu-west-1", "table"), ("dynamodb://table%20?region=eu-west-1", "table"),
      ("dynamodb://table", "region"), ("dynamodb://table?region=", "region"), ("dynamodb://table?region=a/b", "region"),
      ("dynamodb://table?region=nowhere", "region"), ("dynamodb://table?region=a1-b-1&region=eu-west-1", "region"),
      ("dynamodb://table?region=%G0", "region"), ("dynamodb://table?region=eu-west-1&create=yes", "create"),
      ("dynamodb://table?region=eu-west-1&create=", "create"),
      ("dynamodb://table?region=eu-west-1&endpoint=127.0.0.1:80", "endpoint"),
      ("dynamodb://table?region=eu-west-1&endpoint=http://u:hidden@host", "endpoint"),
      ("dynamodb://table?region=eu-west-1&endpoint=http://host/path", "endpoint"),
      ("dynamodb://table?region=eu-west-1&prefix=a/b", "prefix"),
      ("dynamodb://table?region=eu-west-1&regoin=x", "regoin"), ("dynamodb://table?region=eu-west-1&hidden", "url"),
      ("dynamodb://table?region=eu-west-1&=hidden", "url"), ("dynamodb://table?region=eu-west-1#x", "url"),
      ("dynamodb://table?region=eu-west-1&AKhidden/x=1", "url"), ("dynamodb://table?region=eu-west-1&", "url"),
    ])
  func rejected(url: String, field: String) {
    #expect {
      try DynamoDBRecordStore.Configuration(url: Text(url))
    } throws: { error in
      guard let rejection = error as? Rejection else { return false }
      return rejection.code == .databaseURLInvalid && rejection.field == field
        && !"\(rejection)".contains("hidden")
    }
  }
}
