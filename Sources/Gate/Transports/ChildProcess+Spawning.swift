import Glibc

/// The pipes to the standard streams of a child process.
struct StandardPipes {
  let input: Pipe
  let output: Pipe
  let errors: Pipe
}

/// Starts a program with pipes as its standard streams. See ``spawn(_:_:input:output:errors:)``.
func spawn(_ command: [String], _ environment: AdapterEnvironment) throws(SpawnError) -> (pid_t, StandardPipes) {
  let name = command.first ?? ""
  let pipes = StandardPipes(
    input: try Pipe(for: name), output: try Pipe(for: name), errors: try Pipe(for: name))
  Pipe.unblock(pipes.input.writing)
  Pipe.unblock(pipes.output.reading)
  Pipe.unblock(pipes.errors.reading)
  let id = try spawn(
    command, environment, input: pipes.input.reading.number, output: pipes.output.writing.number,
    errors: pipes.errors.writing.number)
  return (id, pipes)
}

/// Starts a program with these descriptors as its standard streams, in a process group of its own, with the default signal handling.
///
/// - Parameter input: Nil for an input that is empty.
func spawn(
  _ command: [String], _ environment: AdapterEnvironment, input: Int32?, output: Int32, errors: Int32
) throws(SpawnError) -> pid_t {
  let name = command.first ?? ""
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  if let input {
    posix_spawn_file_actions_adddup2(&actions, input, 0)
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  }
  posix_spawn_file_actions_adddup2(&actions, output, 1)
  posix_spawn_file_actions_adddup2(&actions, errors, 2)

  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var (noSignals, brokenPipe) = (sigset_t(), sigset_t())
  sigemptyset(&noSignals)
  sigemptyset(&brokenPipe)
  sigaddset(&brokenPipe, SIGPIPE)
  posix_spawnattr_setsigmask(&attributes, &noSignals)
  posix_spawnattr_setsigdefault(&attributes, &brokenPipe)
  posix_spawnattr_setpgroup(&attributes, 0)
  posix_spawnattr_setflags(
    &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

  var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
  var variables = environment.copiedEntries()
  defer { for text in arguments + variables { free(text) } }
  var id: pid_t = 0
  let code = posix_spawnp(&id, name, &actions, &attributes, &arguments, &variables)
  guard code == 0 else { throw SpawnError(command: name, code: code) }
  return id
}
