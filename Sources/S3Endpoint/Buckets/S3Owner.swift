import ReferenceImpl
import VideoSpec

/// The account that owns everything, as documents name it.
struct S3Owner {
  /// The canonical user ID: 64 hexadecimal digits that depend on the account's number.
  let id: Text

  init(_ configuration: S3Configuration) {
    let text: Text = "canonical user of account " + configuration.accountID
    id = Hexadecimal.lowercase(SHA256.digest(of: text.bytes).bytes)
  }

  func write(to xml: inout XMLWriter, as name: Text = "Owner") {
    xml.nested(name) { xml in xml.element("ID", id) }
  }
}
