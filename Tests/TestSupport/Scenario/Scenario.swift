package import IncidentCore

/// What happens to alerts and people at some times, and what is expected by others; read from one file.
///
/// It knows nothing of what plays it. `Tests/Scenarios/README.md` has the words.
package struct Scenario: Sendable, Equatable {
    /// What people complain about: the comment that begins the file.
    package let complaint: String
    /// The tables that are in force at the beginning.
    package let tables: String
    package let start: Timestamp
    /// Those that its steps speak of.
    package let alerts: [ScenarioAlert]
    /// In the order of their times.
    package let lines: [ScenarioLine]

    package init(
        complaint: String, tables: String, start: Timestamp, alerts: [ScenarioAlert], lines: [ScenarioLine]
    ) {
        self.complaint = complaint
        self.tables = tables
        self.start = start
        self.alerts = alerts
        self.lines = lines
    }
}

/// One alert of Prometheus.
package struct ScenarioAlert: Sendable, Equatable {
    package let name: String
    /// With its name and severity.
    package let labels: Labels

    package init(name: String, labels: Labels) {
        self.name = name
        self.labels = labels
    }
}

/// One line that is something to do or to look at.
package struct ScenarioLine: Sendable, Equatable {
    /// In its file, counted from 1.
    package let number: Int
    /// So long after the beginning.
    package let time: Duration
    package let what: What

    package enum What: Sendable, Equatable {
        case step(ScenarioStep)
        /// - isExact: what comes must come at that very time, and not before it.
        case expect(ScenarioExpectation, isExact: Bool)
    }

    package init(number: Int, time: Duration, what: What) {
        self.number = number
        self.time = time
        self.what = what
    }
}

/// What the world does.
package enum ScenarioStep: Sendable, Equatable {
    /// A body of one group.
    case post([Told], group: String, hidden: Int)
    /// So many alerts under one name, spread over groups, a body each.
    case storm(count: Int, alert: String, groups: Int)
    /// - isRefused: it is to change nothing, and to say why.
    case deed(PersonsDeed, incident: Int64, by: String, isRefused: Bool)
    case silence(alerts: String, in: Duration, for: Duration, by: String)
    case endSilence(Int64, by: String)
    case override(rota: String, person: String, for: Duration, by: String)
    case reload(tables: String)
    /// The program is killed and started again at once.
    case restart
    /// It is killed, and time passes without it.
    case stop, start
    case setClock(by: Duration)
    case endpoint(Place, EndpointMood)
    /// What one of the Alertmanagers knows; `nil`, it does not answer.
    case alertmanager(Int, lists: [String]?)

    /// What a body says of one alert.
    package struct Told: Sendable, Equatable {
        package let alert: String
        package let status: AlertStatus
        /// When it began or ended, as the body tells; `nil` is as it truly was.
        package let told: Duration?

        package init(alert: String, status: AlertStatus, told: Duration?) {
            self.alert = alert
            self.status = status
            self.told = told
        }
    }

    package enum PersonsDeed: Sendable, Equatable {
        case acknowledge, unacknowledge, resolve, escalate
        case snooze(Duration)
        case handOver(to: String)
        case ask(for: String)
    }

    /// Of what a mood is.
    package enum Place: Sendable, Hashable {
        case kind(NotifierKind)
        case address(String)
    }
}

/// What an endpoint, or one address behind it, makes of attempts.
package enum EndpointMood: Sendable, Equatable {
    case works
    /// It says that another try may help, after so long where it asks for that.
    case refusesForNow(wait: Duration?)
    case refusesForGood
    /// What is sent is written to the spool.
    case hasNoCredentials
    /// It takes what is sent, and its answer never arrives.
    case losesAnswers
    /// Each attempt stands until its time limit is over.
    case hangs
}

/// What is looked at.
package enum ScenarioExpectation: Sendable, Equatable {
    /// Nothing has arrived anywhere since the last look.
    case nothing
    /// So many messages have arrived since the last look.
    case arrival(Told, count: Int)
    /// Some of what is owed or was stands so.
    case notification(NotificationState, Told)
    /// Nothing is owed any more.
    case nothingOwed
    case incident(Int64, IncidentStatus, owner: String?, priority: Priority?)
    case incidents(Int)
    /// The timeline has one, or none.
    case entry(TimelineKind, incident: Int64, saying: String?, isThere: Bool)

    /// A message of some incident.
    package struct Told: Sendable, Equatable {
        package let event: NotificationEvent
        package let kind: NotifierKind
        package let contact: String
        /// `nil` is whichever.
        package let incident: Int64?
        /// What its reason has in it.
        package let saying: String?

        package init(
            event: NotificationEvent, kind: NotifierKind, contact: String, incident: Int64?, saying: String?
        ) {
            self.event = event
            self.kind = kind
            self.contact = contact
            self.incident = incident
            self.saying = saying
        }
    }
}

/// Something in a scenario that nobody knows what to make of.
package struct ScenarioProblem: Error, Equatable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let what: String

    package var description: String { "\(file):\(line): \(what)" }
}
