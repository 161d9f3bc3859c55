-- Sends one prepared HTTP request again and again: wrk -s alerts.lua URL -- FILE
-- Where the file holds @@@@@@@@, each request has a number of its own of the same length, so that the text is cut up
-- once and a request costs one concatenation.

local parts = {}
local count = 0

function init(args)
    local file = assert(io.open(args[1], "rb"))
    local text = file:read("*a")
    file:close()
    local from = 1
    while true do
        local first, last = string.find(text, "@@@@@@@@", from, true)
        parts[#parts + 1] = string.sub(text, from, first and first - 1)
        if not first then break end
        from = last + 1
    end
end

function request()
    if #parts == 1 then return parts[1] end
    count = count + 1
    return table.concat(parts, string.format("%08d", count))
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"errors":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
