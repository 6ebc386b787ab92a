-- For wrk: walks the paths in the file PATHS, over and over. METHOD, HOST, TOKEN and BODY come from the environment.
local requests, at = {}, 0

function init()
  local headers = { Host = os.getenv("HOST") }
  local token, body = os.getenv("TOKEN"), os.getenv("BODY")
  if token ~= "" then headers["Authorization"] = "Bearer " .. token end
  if body ~= "" then headers["Content-Type"] = "application/json" else body = nil end
  for path in io.lines(os.getenv("PATHS")) do
    requests[#requests + 1] = wrk.format(os.getenv("METHOD"), path, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary)
  local e = summary.errors
  io.write(string.format('@@{"requests":%d,"seconds":%.6f,"failures":%d}\n',
    summary.requests, summary.duration / 1e6, e.status + e.connect + e.read + e.write + e.timeout))
end
