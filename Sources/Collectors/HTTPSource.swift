internal import IncidentCore
internal import Transport

/// Asks a server that the tables name by HTTP, and looks at its answer, the time that it takes and its certificate.
struct HTTPSource: Sendable {
    let http: HTTPClient
    let now: @Sendable () -> Timestamp

    /// - Parameter url: with its labels filled in.
    func ask(_ url: String, _ question: HTTPQuestion, for collector: Collector) async -> Evidence {
        var request = HTTPRequest.get(
            url, as: question.access, timeout: collector.timeout, limitBytes: HTTPQuestion.bodyLimitBytes)
        request.method = HTTPRequest.Method(rawValue: question.method.rawValue)
        request.headers["Accept"] = "*/*"
        request.isExamination = true
        request.refusesLocalAddresses = !HTTPRequest.namesAddress(url)
        return await http.evidence(of: request) { [now] result in
            switch result {
            case .success(let response): Evidence(response, to: question, of: collector, at: now())
            case .failure(let failure): Evidence(failure, of: question, of: collector)
            }
        }
    }
}

extension Evidence {
    fileprivate init(_ response: HTTPResponse, to question: HTTPQuestion, of collector: Collector, at now: Timestamp) {
        let times = response.examination
        let observation = HTTPObservation(
            status: response.status, contentType: response.headers["content-type"]?.singleLine(limit: 200),
            location: response.headers["location"]?.singleLine(limit: 500), connected: times?.connected ?? .zero,
            firstByte: times?.firstByte ?? .zero, total: times?.total ?? .zero,
            certificateEnd: times?.certificateEnd.map { Timestamp(seconds: $0) })
        // A picture is of no use to a reader, and its bytes are no characters.
        let isText = !response.body.prefix(1024).contains(0)
        var capture = OutputCapture(limitBytes: collector.outputLimitBytes)
        response.body.withUnsafeBytes { capture.append($0) }
        let isLonger = times?.isBodyCut == true
        self.init(
            outcome: .succeeded,
            output: Array(observation.text(at: now).utf8)
                + (response.body.isEmpty || !isText ? [] : [UInt8(ascii: "\n")] + capture.bytes),
            byteCount: isLonger ? HTTPQuestion.bodyLimitBytes + 1 : capture.byteCount,
            isTruncated: capture.isTruncated || isLonger,
            sha256: capture.sha256)
        if isLonger {
            closing = "the body is longer than the \(ByteCount(capture.byteCount)) that were read of it"
        } else if !isText {
            closing = "the body, \(ByteCount(capture.byteCount)), is no text"
        }
        findings = observation.findings(for: question, of: collector.name, at: now)
    }

    fileprivate init(_ failure: TransportFailure, of question: HTTPQuestion, of collector: Collector) {
        self.init(outcome: failure.reason == .timedOut ? .timedOut : .failed)
        let words =
            switch failure.reason {
            // libcurl's sentence names host and port, and the cause last.
            case .notConnected: failure.message.split(separator: ": ").last.map(String.init) ?? failure.description
            case .invalidRequest: failure.message
            default: failure.description
            }
        let verb = failure.reason == .invalidRequest ? "was not asked" : "does not answer"
        let sentence = "\(question.place) \(verb): \(words.singleLine(limit: 300))"
        closing = sentence
        findings = [Finding(collector: collector.name, level: question.level, text: sentence)]
    }
}
