/// What a collector asks a server by HTTP, and what of the answer is a finding.
package struct HTTPQuestion: Sendable, Equatable {
    /// Its host is written out; labels stand in its path and in the values of its query.
    package let url: ArgumentTemplate
    package let method: Method
    /// The statuses that are well; empty is every one from 200 to 399.
    package let expected: [Int]
    /// Of so few days that are left of the certificate, or fewer, it is told; zero tells nothing.
    package let certificateDays: Int
    /// Of what is not as expected.
    package let level: FindingLevel
    package let access: HTTPAccess

    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
    }

    package init(
        url: ArgumentTemplate, method: Method = .get, expected: [Int] = [], certificateDays: Int = 14,
        level: FindingLevel = .critical, access: HTTPAccess = HTTPAccess()
    ) {
        self.url = url
        self.method = method
        self.expected = expected
        self.certificateDays = certificateDays
        self.level = level
        self.access = access
    }

    /// Why labels must not stand where they do in a URL; `nil` where they may.
    package static func refusal(of url: ArgumentTemplate) -> String? {
        var before = ""
        for part in url.parts {
            switch part {
            case .literal(let text): before += text
            case .label(let place):
                let rest = before.drop { $0 != ":" }.dropFirst(3)
                let label = "{label:\(place.name)}"
                guard let end = rest.firstIndex(where: { "/?#".contains($0) }) else {
                    return "\(label) stands before the path; write the host out, no alert may choose who is asked"
                }
                if let query = rest[end...].firstIndex(of: "?"),
                    !rest[query...].reversed().prefix(while: { !"?&".contains($0) }).contains("=")
                {
                    return "\(label) would choose what the query says; write it as a value, such as team=\(label)"
                }
                before += "x"
            }
        }
        return before.contains("#") ? "a # and what follows it is not sent; leave it out" : nil
    }

    /// The URL as it may be judged before an alert is known.
    package var sample: String { url.shown(from: [:]) { _ in "x" } }

    /// What is asked about an alert: each label is one value, whatever it holds.
    package func bound(to labels: Labels) throws(BindingRefused) -> String {
        try url.bind(labels) { $0.percentEncoded }
    }

    /// Host and port, as people are told of them.
    package var place: String {
        String(sample.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) })
    }

    /// Who has to answer.
    package var origin: String { "\(sample.prefix { $0 != ":" })://\(place)" }

    /// What is asked, as an artifact keeps it.
    func question(_ bound: String) -> [String] { ["http", method.rawValue, bound] }

    /// The same for a person to read when it is not asked.
    func shown(for labels: Labels) -> [String] { question(url.shown(from: labels) { "<\($0)?>" }) }
}

/// What came of a question by HTTP, apart from the body.
package struct HTTPObservation: Sendable, Equatable {
    package var status: Int
    /// As the other side says it.
    package var contentType: String?
    /// Where the other side would have it asked; it is not.
    package var location: String?
    /// Name look-up, connection and TLS.
    package var connected: Duration
    /// From the beginning, as the total.
    package var firstByte: Duration
    package var total: Duration
    /// `nil` without TLS.
    package var certificateEnd: Timestamp?

    package init(
        status: Int, contentType: String? = nil, location: String? = nil, connected: Duration, firstByte: Duration,
        total: Duration, certificateEnd: Timestamp? = nil
    ) {
        self.status = status
        self.contentType = contentType
        self.location = location
        self.connected = connected
        self.firstByte = firstByte
        self.total = total
        self.certificateEnd = certificateEnd
    }

    /// A line for each thing that is known.
    package func text(at now: Timestamp) -> String {
        let lines: [(String, String?)] = [
            ("status", String(status)), ("location", location.map { "\($0) (not followed)" }),
            ("content type", contentType), ("connected", Self.milliseconds(connected)),
            ("first byte", Self.milliseconds(firstByte)), ("total", Self.milliseconds(total)),
            ("certificate", certificateEnd.map { "ends \(Self.left(of: $0, at: now)), \($0.readable)" }),
        ]
        return lines.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 14 - name.utf8.count) + $0 + "\n" }
        }.joined()
    }

    package func findings(for question: HTTPQuestion, of collector: String, at now: Timestamp) -> [Finding] {
        var findings: [Finding] = []
        let isWell = question.expected.isEmpty ? 200..<400 ~= status : question.expected.contains(status)
        if !isWell {
            let wanted = question.expected.map(String.init).joined(separator: " or ")
            let words = "\(question.place) answers \(status)" + (wanted.isEmpty ? "" : ", not \(wanted)")
            findings.append(Finding(collector: collector, level: question.level, text: words))
        }
        if let certificateEnd, certificateEnd < now + .seconds(86_400) * question.certificateDays {
            let words = "the certificate of \(question.place) ends \(Self.left(of: certificateEnd, at: now))"
            findings.append(Finding(collector: collector, level: .warning, text: words))
        }
        return findings
    }

    /// `in 9 days`, `in 5 hours`.
    private static func left(of end: Timestamp, at now: Timestamp) -> String {
        let hours = max(0, (end - now).wholeMilliseconds / 3_600_000)
        let (count, unit) = hours < 48 ? (hours, "hour") : (hours / 24, "day")
        return "in \(count) \(unit)\(count == 1 ? "" : "s")"
    }

    private static func milliseconds(_ time: Duration) -> String { "\(time.wholeMilliseconds) ms" }
}
