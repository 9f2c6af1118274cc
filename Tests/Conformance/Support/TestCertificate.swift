import COpenSSL
import Testing

/// A certificate that was made for a test, with its key in files. It is its own authority.
struct TestCertificate {
  /// The certificate in PEM. A client that trusts it accepts the server.
  var certificateFile: String { certificate.path }
  var keyFile: String { key.path }
  private let certificate: ScratchFile
  private let key: ScratchFile

  /// Creates a certificate.
  ///
  /// - Parameters:
  ///   - names: The names of the server as OpenSSL writes them, such as `DNS:localhost,IP:127.0.0.1`.
  ///   - days: When it expires; in the past with a negative number.
  init(names: String = "DNS:localhost,IP:127.0.0.1", days: Int = 1) throws {
    let generator = try #require(EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil))
    defer { EVP_PKEY_CTX_free(generator) }
    var pair: OpaquePointer?
    #expect(EVP_PKEY_keygen_init(generator) == 1 && EVP_PKEY_keygen(generator, &pair) == 1)
    defer { EVP_PKEY_free(pair) }

    let certificate = try #require(X509_new())
    defer { X509_free(certificate) }
    X509_set_version(certificate, 2)
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3 * 86_400)
    X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400)
    X509_set_pubkey(certificate, pair)
    let name = X509_get_subject_name(certificate)
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, "VideoSpec test", -1, -1, 0)
    X509_set_issuer_name(certificate, name)
    let extensions = [(NID_subject_alt_name, names), (NID_basic_constraints, "critical,CA:TRUE")]
    for (identifier, value) in extensions {
      let item = try #require(X509V3_EXT_conf_nid(nil, nil, identifier, value))
      X509_add_ext(certificate, item, -1)
      X509_EXTENSION_free(item)
    }
    #expect(X509_sign(certificate, pair, nil) > 0)

    self.certificate = try ScratchFile(Self.text { PEM_write_bio_X509($0, certificate) }, name: "certificate.pem")
    key = try ScratchFile(Self.text { PEM_write_bio_PrivateKey($0, pair, nil, nil, 0, nil, nil) }, name: "key.pem")
  }

  /// The bytes that a function of OpenSSL writes.
  private static func text(_ write: (OpaquePointer) -> Int32) throws -> String {
    let output = try #require(BIO_new(BIO_s_mem()))
    defer { BIO_free(output) }
    #expect(write(output) == 1)
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = BIO_read(output, &bytes, Int32(bytes.count))
    return String(decoding: bytes.prefix(Int(max(0, count))), as: UTF8.self)
  }
}
