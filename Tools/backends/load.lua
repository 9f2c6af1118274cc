-- The requests of load.py: it repeats those in the file whose name is LOAD_REQUESTS, and prints the figures as one line of JSON.
-- Each request in the file is one line, the body. The first lines are the path, the cookie and the origin.

local bodies, path, headers, next_body = {}, nil, nil, 0

function init(arguments)
  local lines = {}
  for line in io.lines(os.getenv("LOAD_REQUESTS")) do lines[#lines + 1] = line end
  path = lines[1]
  headers = {["Cookie"] = lines[2], ["Origin"] = lines[3], ["Content-Type"] = "application/json"}
  for index = 4, #lines do bodies[#bodies + 1] = wrk.format("POST", path, headers, lines[index]) end
end

function request()
  next_body = next_body % #bodies + 1
  return bodies[next_body]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\nfigures {"requests": %d, "seconds": %.3f, "requests_per_second": %.1f, "p50_ms": %.3f, "p99_ms": %.3f, "max_ms": %.3f, ' ..
    '"refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
