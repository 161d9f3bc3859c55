/// Where a collector's evidence comes from, and what is asked there.
package enum CollectorSource: Sendable, Equatable {
    /// A program of this machine.
    case run(CommandTemplate)
    case prometheus(PrometheusQuery)
    /// A server that the table names.
    case http(HTTPQuestion)

    /// What is asked for an incident, as the artifact keeps it: of a program the argument list.
    ///
    /// - Throws: why it must not be asked.
    package func question(for subject: CollectorSubject, limit: Duration) throws(BindingRefused) -> [String] {
        switch self {
        case .run(let command): try command.bound(to: subject.labels, limit: limit)
        case .prometheus(let query): query.question(try query.bound(to: subject).expression)
        case .http(let question): question.question(try question.bound(to: subject.labels))
        }
    }

    /// The labels that take part in what is asked, and whether it cannot be asked without.
    var labelPlaces: [(name: String, isRequired: Bool)] {
        switch self {
        case .run(let command): command.words.flatMap(\.labelPlaces)
        case .prometheus(let query): query.labelPlaces
        case .http(let question): question.url.labelPlaces
        }
    }

    /// What would have been asked, for a person to read when it was not.
    package func shownQuestion(for subject: CollectorSubject) -> [String] {
        switch self {
        case .run(let command): command.shown(for: subject.labels)
        case .prometheus(let query): query.shown(for: subject)
        case .http(let question): question.shown(for: subject.labels)
        }
    }

    /// Whether the tables say where it is asked.
    package var hasPlace: Bool {
        switch self {
        case .run, .http: true
        case .prometheus(let query): query.server != nil
        }
    }

    /// All fields that a row of the answer may have; `nil` where that is not known before it comes.
    package var fields: [String]? { if case .run(let command) = self { command.fields } else { nil } }

    /// The same, asked so that its answer can be read field by field, where that is known.
    var readingFields: CollectorSource {
        guard case .run(let command) = self else { return self }
        return .run(command.readingFields)
    }

    /// The same that is asked there.
    package func at(_ prometheus: PrometheusServer?) -> CollectorSource {
        guard case .prometheus(var query) = self else { return self }
        query.server = prometheus
        return .prometheus(query)
    }
}
