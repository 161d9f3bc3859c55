import IncidentCore
import Testing

/// What follows from an answer, by the age of what is known and of those who answer.
@Suite(.timeLimit(.minutes(5)))
struct ReconciliationTests {
    static let now = Timestamp(seconds: 1_795_422_600)

    /// What is decided of one alert that is known or listed.
    enum Decision: Equatable {
        case nothing
        case takenIn
        case takenInAsHidden
        case ended(LostEnd.Reason)
        case fires
        case wasCopy
        case muted
        case unmuted
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var settings = AlertmanagerSettings(urls: ["http://a"])
        /// How long ago a body said that it fires; `nil` for an alert that is not known.
        var seen: Duration?
        var muted: String?
        /// How long it has fired as far as we know; `nil` for what is listed.
        var began: Duration?
        /// How long ago it was told as firing after its end.
        var doubtful: Duration?
        /// How many alerts the group's last body hid.
        var hidden = 0
        /// How long it has fired, by those who list it.
        var firing: Duration = .seconds(3600)
        /// What each says of it; `nil` of one that does not list it. One that does not answer is not there.
        var listed: [ListedAlert.State?] = [.active]
        var receivers = ["ours"]
        /// Whether those who answer list other alerts too.
        var listsOthers = true
        /// The longest silence of a heartbeat that is silent now; `nil` where none is.
        var silent: Duration?
        /// What receivers those who answer have.
        var existing: Set<String> = ["ours", "theirs"]
        /// How long each has run.
        var running: Duration = .seconds(86_400)
        var since = Observations()
        /// Whether it came from an Alertmanager of which an alert was listed before.
        var isRecognised = true
        /// Whether it came from an Alertmanager at all.
        var hasSender = true
        let expected: Decision
    }

    static let cases = known + unknown + doubtful

    static let known = [
        Case(testDescription: "what is listed and known stays", seen: .seconds(60), expected: .nothing),
        Case(testDescription: "an end may be on its way", seen: .seconds(600), listed: [nil], expected: .nothing),
        Case(
            testDescription: "an end that did not come in time is taken as come", seen: .seconds(600), listed: [nil],
            since: .missing(for: .seconds(361)), expected: .ended(.notListed)),
        Case(
            testDescription: "an end that has a second left is waited for", seen: .seconds(600), listed: [nil],
            since: .missing(for: .seconds(359)), expected: .nothing),
        Case(
            testDescription: "who heard of it since it was missing begins to wait anew", seen: .seconds(100),
            listed: [nil], since: .missing(for: .seconds(361)), expected: .nothing),
        Case(
            testDescription: "what came after the question is newer than the answer", seen: .zero, listed: [nil],
            since: .missing(for: .seconds(361)), expected: .nothing),
        Case(
            testDescription: "one that was started since has nothing on its way", seen: .seconds(900), listed: [nil],
            running: .seconds(301), expected: .ended(.startedAnew(now - .seconds(301)))),
        Case(
            testDescription: "one that lists nothing since may have nobody who tells it", seen: .seconds(900),
            listed: [nil], listsOthers: false, running: .seconds(301), expected: .nothing),
        Case(
            testDescription: "one that lists nothing for long", seen: .seconds(900), listed: [nil], listsOthers: false,
            since: .missing(for: .seconds(361)), expected: .ended(.notListed)),
        Case(
            testDescription: "while monitoring is silent nothing ends", seen: .seconds(900), listed: [nil],
            silent: .seconds(600), since: .missing(for: .seconds(361)), expected: .nothing),
        Case(
            testDescription: "a daily good news that is missing changes nothing", seen: .seconds(900), listed: [nil],
            silent: .seconds(93_600), since: .missing(for: .seconds(361)), expected: .ended(.notListed)),
        Case(
            testDescription: "one that was just started need not know it yet", seen: .seconds(900), listed: [nil],
            running: .seconds(299), since: .missing(for: .seconds(361)), expected: .nothing),
        Case(
            testDescription: "one of two that lists it is enough", settings: two, seen: .seconds(900),
            listed: [nil, .active], since: .missing(for: .seconds(361)), expected: .nothing),
        Case(
            testDescription: "two that do not list it end it", settings: two, seen: .seconds(900), listed: [nil, nil],
            since: .missing(for: .seconds(361)), expected: .ended(.notListed)),
        Case(
            testDescription: "one of two that does not answer may know it", settings: two, seen: .seconds(900),
            listed: [nil], since: .missing(for: .seconds(361)), expected: .nothing),
        Case(
            testDescription: "of a sender that was never listed nothing ends", seen: .seconds(900), listed: [nil],
            since: .missing(for: .seconds(361)), isRecognised: false, expected: .nothing),
        Case(
            testDescription: "of a receiver that the table names everything ends", settings: named, seen: .seconds(900),
            listed: [nil], since: .missing(for: .seconds(361)), isRecognised: false, expected: .ended(.notListed)),
        Case(
            testDescription: "who does not have its receiver is another cluster's", settings: named,
            seen: .seconds(900), listed: [nil], existing: ["theirs"], since: .missing(for: .seconds(361)),
            expected: .nothing),
        Case(
            testDescription: "our own alerts, and Grafana's, are nobody's to end", seen: .seconds(900), listed: [nil],
            since: .missing(for: .seconds(361)), hasSender: false, expected: .nothing),
        Case(
            testDescription: "silenced over there", seen: .seconds(60), listed: [.muted(silenced)], expected: .muted),
        Case(
            testDescription: "silenced by one and told by the other", settings: two, seen: .seconds(60),
            listed: [.muted(silenced), .active], expected: .nothing),
        Case(
            testDescription: "not silenced any more", seen: .seconds(60), muted: "silenced", expected: .unmuted),
        Case(
            testDescription: "a mark stays while nobody lists it", seen: .seconds(60), muted: "silenced", listed: [nil],
            expected: .nothing),
    ]

    static let unknown = [
        Case(testDescription: "an old alert that nobody told of", expected: .takenIn),
        Case(testDescription: "one that has just begun is on its way", firing: .seconds(359), expected: .nothing),
        Case(testDescription: "of other receivers", receivers: ["theirs"], expected: .nothing),
        Case(testDescription: "of ours and others", receivers: ["theirs", "ours"], expected: .takenIn),
        Case(testDescription: "silenced: nobody would be told", listed: [.muted(silenced)], expected: .nothing),
        Case(testDescription: "not decided over there", listed: [.unprocessed], expected: .nothing),
        Case(
            testDescription: "one that was started a moment ago tells by itself", running: .seconds(60),
            expected: .nothing),
        Case(
            testDescription: "at a later ask it is on its way, however old", since: .asked, expected: .nothing),
        Case(
            testDescription: "at a later ask it did not come in time", since: .unknown(for: .seconds(361)),
            expected: .takenIn),
        Case(
            testDescription: "one of two that lists it is enough", settings: two, listed: [.active], expected: .takenIn),
        Case(
            testDescription: "no receiver is known", isRecognised: false, expected: .nothing),
        Case(
            testDescription: "the table names the receiver", settings: named, isRecognised: false, expected: .takenIn),
        Case(
            testDescription: "hidden ones are not waited for", hidden: 2, firing: .seconds(1), since: .asked,
            expected: .takenInAsHidden),
    ]

    static let doubtful = [
        Case(testDescription: "listed: it fires", doubtful: .seconds(5), expected: .fires),
        Case(testDescription: "not listed: a late copy", doubtful: .seconds(5), listed: [nil], expected: .wasCopy),
        Case(testDescription: "newer than the answer", doubtful: .zero, expected: .nothing),
        Case(
            testDescription: "one of two does not answer", settings: two, doubtful: .seconds(5), listed: [nil],
            expected: .nothing),
        Case(
            testDescription: "just started", doubtful: .seconds(5), listed: [nil], running: .seconds(60),
            expected: .nothing),
        Case(
            testDescription: "just started, and lists it", doubtful: .seconds(5), running: .seconds(60),
            expected: .fires),
        Case(
            testDescription: "silenced over there", doubtful: .seconds(5), listed: [.muted(silenced)],
            expected: .nothing),
        Case(
            testDescription: "from another cluster", doubtful: .seconds(5), listed: [nil], existing: [],
            expected: .nothing),
        Case(
            testDescription: "from nobody that is asked", doubtful: .seconds(5), listed: [nil], hasSender: false,
            expected: .nothing),
    ]

    static let two = AlertmanagerSettings(urls: ["http://a", "http://b"])
    static var named: AlertmanagerSettings {
        var settings = AlertmanagerSettings(urls: ["http://a"])
        settings.receivers = ["ours"]
        return settings
    }
    static let silenced = Muting(silencedBy: ["s"])

    @Test(arguments: cases)
    func `an answer decides as the table says`(line: Case) {
        #expect(line.decision == line.expected)
    }

    @Test(arguments: cases)
    func `without an answer nothing is decided, and nothing is forgotten`(line: Case) {
        let reconciliation = line.reconciliation(answering: false)
        #expect(reconciliation.plan(groups: line.groups).isEmpty)
        #expect(reconciliation.observations == line.since)
        #expect(!reconciliation.wantsGroups)
    }

    @Test func `a sender is recognised by an alert of its own that is listed for its receiver`() {
        var line = Case(testDescription: "", seen: .seconds(60), isRecognised: false, expected: .nothing)
        #expect(line.reconciliation().plan(groups: []).recognised == [1])
        line.receivers = ["theirs"]
        #expect(line.reconciliation().plan(groups: []).recognised == [])
    }

    @Test func `heartbeats are never taken in`() {
        let line = Self.unknown[0]
        let heartbeat = Heartbeat(
            name: "all", matchers: AlertSelector(all: [], any: []), silentAfter: .seconds(60), priority: .p1)
        let plan = line.reconciliation(heartbeats: [heartbeat]).plan(groups: line.groups)
        #expect(plan.isEmpty)
    }

    @Test func `a hidden group is settled when all know what fires and what they know is taken in`() {
        var line = Case(testDescription: "", hidden: 2, listed: [nil], expected: .nothing)
        #expect(line.reconciliation().plan(groups: []).settledGroups.count == 1)
        line.listed = [.active]
        // Its group is not known yet.
        #expect(line.reconciliation().plan(groups: []).settledGroups == [])
        let plan = line.reconciliation().plan(groups: line.groups)
        #expect(plan.missed.count == 1 && plan.settledGroups.count == 1)
        #expect(plan.missed.first?.groupKey == "hidden")
        line.running = .seconds(60)
        #expect(line.reconciliation().plan(groups: line.groups).settledGroups == [])
        line.running = .seconds(86_400)
        line.settings = Self.two
        #expect(line.reconciliation().plan(groups: line.groups).settledGroups == [])
    }

    @Test func `what will be decided before the usual time is asked for again then`() {
        let waiting = Case(testDescription: "", seen: .seconds(600), listed: [nil], expected: .nothing)
        #expect(waiting.reconciliation().plan(groups: []).askAgainAt == Self.now + .seconds(360))
        let cold = Case(
            testDescription: "", seen: .seconds(900), listed: [nil], running: .seconds(60), expected: .nothing)
        #expect(cold.reconciliation().plan(groups: []).askAgainAt == Self.now + .seconds(240))
        let fresh = Case(testDescription: "", firing: .seconds(100), expected: .nothing)
        #expect(fresh.reconciliation().plan(groups: fresh.groups).askAgainAt == Self.now + .seconds(260))
    }

    @Test func `what is listed was heard of, where it was not lately and is the same firing`() {
        func heardOf(_ line: Case) -> [Int64] { line.reconciliation().plan(groups: []).heardOf.map(\.id) }
        #expect(heardOf(Case(testDescription: "", seen: .seconds(3600), expected: .nothing)) == [7])
        #expect(heardOf(Case(testDescription: "", seen: .seconds(3599), expected: .nothing)) == [])
        #expect(heardOf(Case(testDescription: "", seen: .seconds(3600), listed: [nil], expected: .nothing)) == [])
        let muted = Case(testDescription: "", seen: .seconds(3600), listed: [.muted(Self.silenced)], expected: .muted)
        #expect(heardOf(muted) == [7])
        // It ended between the two, and began again.
        let began = Case(
            testDescription: "", seen: .seconds(3600), began: .seconds(7200), firing: .seconds(60), expected: .nothing)
        #expect(heardOf(began) == [])
    }

    @Test func `an alert that joins others of its group says whose incident holds them`() {
        let line = Self.unknown[0]
        let held = HeldAlert(
            id: 9, incidentID: 42, fingerprint: "other", startsAt: Self.now - .seconds(60),
            lastSeenAt: Self.now - .seconds(5), senderID: 1, muted: nil)
        let group = ListedGroup(
            receiver: "ours", labels: ["alertname": "Down"], fingerprints: ["other", line.alert.fingerprint])
        let plan = line.reconciliation(holding: [held]).plan(groups: [group])
        #expect(plan.missed.map(\.holders) == [[42]])
    }
}

extension Observations {
    fileprivate static func missing(for duration: Duration) -> Observations {
        var observations = asked
        observations.missing[7] = ReconciliationTests.now - duration
        return observations
    }

    fileprivate static func unknown(for duration: Duration) -> Observations {
        var observations = asked
        observations.unknown[Labels.sample.fingerprint] = ReconciliationTests.now - duration
        return observations
    }

    fileprivate static var asked: Observations {
        var observations = Observations()
        observations.askedAt = ReconciliationTests.now - .seconds(400)
        return observations
    }
}

extension Labels {
    fileprivate static let sample: Labels = ["alertname": "Down", "pod": "a"]
}

extension ReconciliationTests.Case {
    fileprivate var now: Timestamp { ReconciliationTests.now }

    fileprivate var alert: Alert {
        Alert(
            status: .firing, labels: .sample, startsAt: now - firing, fingerprint: Labels.sample.fingerprint)
    }

    private static let other = ListedAlert(
        alert: Alert(
            status: .firing, labels: ["alertname": "Other"], startsAt: ReconciliationTests.now, fingerprint: "ff"),
        receivers: ["theirs"], state: .active)

    /// The start that is known.
    private var startsAt: Timestamp { now - (began ?? firing) }

    fileprivate var groups: [ListedGroup] {
        receivers.map {
            ListedGroup(receiver: $0, labels: ["alertname": "Down"], fingerprints: [alert.fingerprint])
        }
    }

    fileprivate func reconciliation(
        answering: Bool = true, heartbeats: [Heartbeat] = [], holding others: [HeldAlert] = []
    ) -> Reconciliation {
        var believed = Believed()
        believed.senders[1] = KnownSender(
            AlertSender(receiver: "ours", externalURL: "http://am"), isRecognised: isRecognised)
        let senderID: Int64? = hasSender ? 1 : nil
        believed.held = others
        let silence = silent.map {
            Heartbeat(name: "w", matchers: AlertSelector(all: ["alertname=w"], any: []), silentAfter: $0, priority: .p1)
        }
        if let silence {
            believed.held.append(
                HeldAlert(
                    id: 8, incidentID: 4, fingerprint: silence.fingerprint, startsAt: now, lastSeenAt: now,
                    senderID: nil, muted: nil))
        }
        if let seen {
            believed.held.append(
                HeldAlert(
                    id: 7, incidentID: 3, fingerprint: alert.fingerprint, startsAt: startsAt, lastSeenAt: now - seen,
                    senderID: senderID,
                    muted: muted))
        }
        if let doubtful {
            believed.doubts = [
                HeldDoubt(fingerprint: alert.fingerprint, seenAt: now - doubtful, senderID: senderID)
            ]
        }
        if hidden > 0 {
            believed.hidden = [
                HiddenGroup(
                    groupKey: "hidden", incidentID: 3, count: hidden, bodyID: 1, senderID: senderID,
                    labels: ["alertname": "Down", "pod": "b"])
            ]
        }
        let answers = zip(settings.urls, listed).map { url, state in
            AlertmanagerAnswer(
                url: url, askedAt: now, startedAt: now - running, receivers: existing,
                alerts: (state.map { [ListedAlert(alert: alert, receivers: receivers, state: $0)] } ?? [])
                    + (listsOthers ? [Self.other] : []))
        }
        return Reconciliation(
            settings, heartbeats: heartbeats + (silence.map { [$0] } ?? []), believed: believed,
            answers: answering ? answers : [], since: since)
    }

    fileprivate var decision: ReconciliationTests.Decision {
        let plan = reconciliation().plan(groups: groups)
        var decisions: [ReconciliationTests.Decision] = []
        decisions += plan.missed.map { $0.wereHidden ? .takenInAsHidden : .takenIn }
        decisions += plan.ended.map { .ended($0.reason) }
        decisions += plan.doubts.map { $0.fires ? .fires : .wasCopy }
        decisions += plan.mutings.map { $0.muting == nil ? .unmuted : .muted }
        return decisions.count == 1 ? decisions[0] : .nothing
    }
}
