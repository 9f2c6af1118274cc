import HTTPCore
import Testing

@Suite("Networks and public addresses")
struct AddressRangeTests {
  @Test(
    "addresses inside and outside of a network",
    arguments: [
      ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "255.255.255.255", true),
      ("192.168.1.4/30", "192.168.1.7", true), ("192.168.1.4/30", "192.168.1.8", false),
      ("127.0.0.1", "127.0.0.1", true),
      ("127.0.0.1", "127.0.0.2", false), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
      ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("10.0.0.0/8", "fd00::1", false), ("::1/128", "::1", true),
      ("2001:db8:8000::/33", "2001:db8:8000::1", true), ("2001:db8:8000::/33", "2001:db8::1", false),
    ])
  func contains(network: String, address: String, isInside: Bool) throws {
    let network = try #require(AddressRange(network))
    #expect(try network.contains(#require(SocketAddress(numeric: address, port: 80))) == isInside)
  }

  @Test(
    "texts that are no networks",
    arguments: [
      "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.1/8", "10.0.0/8", "fd00::/129",
      "fd00::1/8",
      "localhost", "10.0.0.0/8/8", "10.0.0.0/ 8",
    ])
  func malformed(text: String) { #expect(AddressRange(text) == nil) }

  @Test(
    "addresses of the public Internet, and others",
    arguments: [
      ("8.8.8.8", true), ("1.1.1.1", true), ("172.15.255.255", true), ("172.32.0.0", true), ("100.63.255.255", true),
      ("223.255.255.255", true), ("2606:4700::1111", true), ("2a00::1", true), ("::ffff:8.8.8.8", true),
      ("0.0.0.0", false), ("10.1.2.3", false), ("100.64.0.1", false), ("127.0.0.1", false), ("127.255.0.1", false),
      ("169.254.169.254", false), ("172.16.0.1", false), ("172.31.255.255", false), ("192.168.0.1", false),
      ("192.0.2.1", false), ("198.18.0.1", false), ("198.51.100.1", false), ("203.0.113.1", false),
      ("224.0.0.1", false),
      ("255.255.255.255", false), ("::", false), ("::1", false), ("::ffff:127.0.0.1", false),
      ("::ffff:10.0.0.1", false),
      ("::127.0.0.1", false), ("64:ff9b::7f00:1", false), ("fd00::1", false), ("fe80::1", false), ("ff02::1", false),
      ("2001:db8::1", false), ("2001::1", false), ("2002:7f00:1::", false), ("3fff::1", false),
    ])
  func global(address: String, isGlobal: Bool) throws {
    #expect(try #require(SocketAddress(numeric: address, port: 80)).isGlobal == isGlobal)
  }
}
