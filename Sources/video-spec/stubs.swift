enum CheckCommand { static func run(_ a: [String]) throws -> ExitStatus { .usage } }
enum ListCommand { static func run(_ a: [String]) throws -> ExitStatus { .usage } }
enum ShowCommand { static func run(_ a: [String]) throws -> ExitStatus { .usage } }
enum VectorsCommand { static func run(_ a: [String]) throws -> ExitStatus { .usage } }
