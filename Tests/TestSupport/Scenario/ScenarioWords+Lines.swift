import IncidentCore

// What stands after the time of a line.
extension ScenarioWords {
    mutating func step() throws(ScenarioProblem) -> ScenarioStep {
        let word = try next("a step")
        switch word {
        case "post": return try post()
        case "storm":
            let (count, alert) = (try number("alerts"), try next("name of an alert"))
            try expect("in")
            let groups = try number("groups")
            try expect("groups")
            guard groups > 0, count >= groups else { throw fail("each group has an alert at least") }
            return .storm(count: count, alert: alert, groups: groups)
        case "acknowledge": return try deed { _ in .acknowledge }
        case "un-acknowledge": return try deed { _ in .unacknowledge }
        case "resolve": return try deed { _ in .resolve }
        case "escalate": return try deed { _ in .escalate }
        case "snooze":
            return try deed { (words: inout ScenarioWords) throws(ScenarioProblem) in
                try words.expect("for")
                return .snooze(try words.time())
            }
        case "hand-over":
            return try deed { (words: inout ScenarioWords) throws(ScenarioProblem) in
                try words.expect("to")
                return .handOver(to: try words.next("who is to have it"))
            }
        case "ask":
            return try deed { (words: inout ScenarioWords) throws(ScenarioProblem) in
                try words.expect("for")
                return .ask(for: try words.next("who is asked for"))
            }
        case "silence": return try silence()
        case "end":
            try expect("silence")
            return .endSilence(Int64(try number("silence")), by: try by())
        case "override":
            let rota = try next("rota")
            try expect("with")
            let person = try next("person")
            try expect("for")
            return .override(rota: rota, person: person, for: try time(), by: try by())
        case "reload":
            try expect("tables")
            return .reload(tables: try next("name of tables"))
        case "restart": return .restart
        case "stop": return .stop
        case "start": return .start
        case "set":
            try expect("the clock")
            let isForward = has("forward")
            if !isForward { try expect("back") }
            let step = try time()
            return .setClock(by: isForward ? step : .zero - step)
        case "alertmanager-0", "alertmanager-1": return try alertmanager(word == "alertmanager-0" ? 0 : 1)
        default: return try endpoint(word)
        }
    }

    private mutating func post() throws(ScenarioProblem) -> ScenarioStep {
        let told = try list { (words: inout ScenarioWords) throws(ScenarioProblem) in
            let (alert, status) = (
                try words.next("name of an alert"), try words.choice("status of an alert", AlertStatus.self)
            )
            let isTold = words.has(status == .firing ? "since" : "at")
            return ScenarioStep.Told(alert: alert, status: status, told: isTold ? try words.time() : nil)
        }
        let group = has("in") ? try next("group") : "group"
        return .post(told, group: group, hidden: has("hiding") ? try number("hidden alerts") : 0)
    }

    private mutating func deed(
        _ read: (inout ScenarioWords) throws(ScenarioProblem) -> ScenarioStep.PersonsDeed
    ) throws(ScenarioProblem) -> ScenarioStep {
        let incident = try incident()
        let deed = try read(&self)
        let person = try by()
        return .deed(deed, incident: incident, by: person, isRefused: has("in vain"))
    }

    private mutating func silence() throws(ScenarioProblem) -> ScenarioStep {
        let alerts = try next("names of alerts")
        let from = has("in") ? try time() : .zero
        try expect("for")
        return .silence(alerts: alerts, in: from, for: try time(), by: try by())
    }

    private mutating func alertmanager(_ number: Int) throws(ScenarioProblem) -> ScenarioStep {
        if has("is silent") { return .alertmanager(number, lists: nil) }
        try expect("lists")
        if has("nothing") { return .alertmanager(number, lists: []) }
        return .alertmanager(
            number, lists: try list { (words: inout ScenarioWords) throws(ScenarioProblem) in try words.next("alert") })
    }

    private mutating func endpoint(_ word: String) throws(ScenarioProblem) -> ScenarioStep {
        let place: ScenarioStep.Place? =
            word.contains("@") ? .address(word) : Self.kind(word).map(ScenarioStep.Place.kind)
        guard let place else { throw fail("nobody knows how to \"\(word)\"") }
        if has("works") { return .endpoint(place, .works) }
        if has("refuses for now") { return .endpoint(place, .refusesForNow(wait: nil)) }
        if has("asks to wait") { return .endpoint(place, .refusesForNow(wait: try time())) }
        if has("refuses for good") { return .endpoint(place, .refusesForGood) }
        if has("has no credentials") { return .endpoint(place, .hasNoCredentials) }
        if has("loses answers") { return .endpoint(place, .losesAnswers) }
        if has("hangs") { return .endpoint(place, .hangs) }
        throw unknown(
            "works, refuses for now, asks to wait, refuses for good, has no credentials, loses answers or hangs")
    }

    mutating func expectation() throws(ScenarioProblem) -> ScenarioExpectation {
        if has("nothing owed") { return .nothingOwed }
        if has("nothing") { return .nothing }
        if has("no entry") { return try entry(isThere: false) }
        if has("entry") { return try entry(isThere: true) }
        if has("incident") { return try incidentExpected() }
        for state in NotificationState.allCases where has(state.rawValue) { return .notification(state, try told()) }
        if rest.dropFirst().first == "incidents" {
            let count = try number("incidents")
            try expect("incidents")
            return .incidents(count)
        }
        let told = try told()
        guard !isEmpty else { return .arrival(told, count: 1) }
        let count = try number("times")
        try expect("times")
        return .arrival(told, count: count)
    }

    private mutating func told() throws(ScenarioProblem) -> ScenarioExpectation.Told {
        let event = try choice("message", NotificationEvent.self)
        try expect("by")
        let kind = try kind()
        try expect("to")
        let contact = try next("contact")
        let incident = has("about") ? try incident() : nil
        return ScenarioExpectation.Told(
            event: event, kind: kind, contact: contact, incident: incident,
            saying: has("saying") ? try next("what it says") : nil)
    }

    private mutating func incidentExpected() throws(ScenarioProblem) -> ScenarioExpectation {
        let (id, status) = (Int64(try number("incident")), try choice("status", IncidentStatus.self))
        let owner = has("by") ? try next("who has it") : nil
        return .incident(id, status, owner: owner, priority: has("as") ? try choice("priority", Priority.self) : nil)
    }

    private mutating func entry(isThere: Bool) throws(ScenarioProblem) -> ScenarioExpectation {
        let kind = try choice("kind of entry", TimelineKind.self)
        let incident = has("in") ? try incident() : 1
        return .entry(
            kind, incident: incident, saying: has("saying") ? try next("what it says") : nil, isThere: isThere)
    }
}
