// Closures written at the top level of this file would belong to the main actor: it only calls.
VideoSpecCommand.main()
