#if PostgreSQL
  import PostgresStore
  import ReferenceImpl
  package import VideoSpec

  extension RecordingEngine {
    /// A PostgreSQL database, in which each scenario has a schema named after its directory.
    ///
    /// A simulated kill needs no copy: what is not committed is rolled back, as if the process were killed.
    ///
    /// - Throws: An error for a wrong URL.
    package static func postgres(url: Text) throws -> RecordingEngine {
      try PostgresRecordStore.check(url: url)
      return RecordingEngine(
        open: { directory in
          var options = PostgresOptions()
          options.schema = schema(of: directory)
          options.connections = 4
          return try PostgresRecordStore(url: url, options: options)
        },
        remove: { directory in try? PostgresRecordStore.remove(schema: schema(of: directory), url: url) })
    }

    private static func schema(of directory: Text) -> Text {
      "scenario_\(Hexadecimal.lowercase(Array(SHA256.digest(of: directory.bytes).bytes.prefix(12))))"
    }
  }
#endif
