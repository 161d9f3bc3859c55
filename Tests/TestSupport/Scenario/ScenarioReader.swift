import IncidentCore

extension Scenario {
    /// Reads a file; a word that means nothing is refused with its line.
    package init(reading text: String, file: String) throws(ScenarioProblem) {
        var reader = ScenarioReader(file: file)
        for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            try reader.read(String(line), number: place + 1)
        }
        self = try reader.finish()
    }
}

private struct ScenarioReader {
    let file: String
    private var complaint = ""
    private var tables = "usual"
    private var start = TestClock.monday
    private var alerts: [ScenarioAlert] = []
    private var lines: [ScenarioLine] = []
    private var number = 0
    /// What stands once at the top, as far as it was there.
    private var heading: Set<String> = []

    init(file: String) { self.file = file }

    mutating func read(_ line: String, number: Int) throws(ScenarioProblem) {
        self.number = number
        let (file, number) = (file, number)
        let fail = { (what: String) in ScenarioProblem(file: file, line: number, what: what) }
        guard !line.hasPrefix("#") else {
            if complaint.isEmpty { complaint = line.drop { "# ".contains($0) }.trimmingBlanks() }
            return
        }
        guard !complaint.isEmpty else { throw fail("the first line is a comment that says what people complain about") }
        var words = try ScenarioWords(line, fail: fail)
        guard !words.isEmpty else { return }
        switch try words.next("a word") {
        case "tables":
            try checkHead("tables")
            tables = try words.next("name of tables")
        case "clock":
            try checkHead("clock")
            start = try words.clock()
        case "alert": try addAlert(&words)
        case "at": try addLine(&words, isExact: true)
        case "by": try addLine(&words, isExact: false)
        case let other: throw fail("\"\(other)\" is none of tables, clock, alert, at and by")
        }
        try words.finish()
    }

    func finish() throws(ScenarioProblem) -> Scenario {
        guard lines.contains(where: { if case .expect = $0.what { true } else { false } }) else {
            throw problem("nothing is expected")
        }
        return Scenario(complaint: complaint, tables: tables, start: start, alerts: alerts, lines: lines)
    }

    private func problem(_ what: String) -> ScenarioProblem { ScenarioProblem(file: file, line: number, what: what) }

    private mutating func checkHead(_ key: String) throws(ScenarioProblem) {
        guard lines.isEmpty else { throw problem("\"\(key)\" comes before the first \"at\"") }
        guard heading.insert(key).inserted else { throw problem("\"\(key)\" comes twice") }
    }

    private mutating func addAlert(_ words: inout ScenarioWords) throws(ScenarioProblem) {
        let name = try words.next("name of an alert")
        guard !alerts.contains(where: { $0.name == name }) else { throw problem("alert \"\(name)\" is there already") }
        var labels = [
            Labels.Pair(name: "alertname", value: name),
            Labels.Pair(name: "severity", value: try words.next("severity")),
        ]
        while !words.isEmpty {
            let pair = try words.next("label").split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { throw problem("a label is written name=value") }
            labels.append(Labels.Pair(name: String(pair[0]), value: String(pair[1])))
        }
        alerts.append(ScenarioAlert(name: name, labels: Labels(labels)))
    }

    private mutating func addLine(_ words: inout ScenarioWords, isExact: Bool) throws(ScenarioProblem) {
        let time = try words.time()
        guard time >= lines.last?.time ?? .zero else { throw problem("it comes before the line above it") }
        if words.has("expect") {
            lines.append(
                ScenarioLine(number: number, time: time, what: .expect(try words.expectation(), isExact: isExact)))
        } else {
            guard isExact else { throw words.unknown("\"expect\"") }
            let step = try words.step()
            for name in step.alerts where !alerts.contains(where: { $0.name == name }) {
                throw problem("no line \"alert \(name) …\" says what that is")
            }
            lines.append(ScenarioLine(number: number, time: time, what: .step(step)))
        }
    }
}

extension ScenarioWords {
    /// `2026-03-29 01:30 Europe/Berlin`.
    fileprivate mutating func clock() throws(ScenarioProblem) -> Timestamp {
        let (date, time, zone) = (try next("date"), try next("time"), try next("time zone"))
        guard let clock = LocalClock(timeZone: zone) else { throw fail("\"\(zone)\" is no time zone") }
        guard let instant = clock.instant(of: "\(date) \(time)") else { throw fail("\"\(date) \(time)\" is no time") }
        return instant
    }
}

extension ScenarioStep {
    /// The names that are to be declared.
    fileprivate var alerts: [String] {
        switch self {
        case .post(let told, _, _): told.map(\.alert)
        case .storm(_, let alert, _): [alert]
        case .alertmanager(_, let names): names ?? []
        case .deed, .silence, .endSilence, .override, .reload, .restart, .stop, .start, .setClock, .endpoint: []
        }
    }
}
