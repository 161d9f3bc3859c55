internal import IncidentCore
internal import IncidentEngine
internal import Logging
internal import Synchronization

/// Takes secrets out of whatever is logged: errors quote what others have answered.
struct RedactingLogHandler: LogHandler {
    private var base: any LogHandler
    private let redactions: LogRedactions

    init(_ base: any LogHandler, redactions: LogRedactions) {
        self.base = base
        self.redactions = redactions
    }

    var metadata: Logger.Metadata {
        get { base.metadata }
        set { base.metadata = newValue }
    }

    var logLevel: Logger.Level {
        get { base.logLevel }
        set { base.logLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { base[metadataKey: key] }
        set { base[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        let redactions = redactions.value
        var event = event
        event.message = "\(redactions.apply(to: event.message.description))"
        event.metadata = event.metadata?.mapValues { $0.redacted(by: redactions) }
        base.log(event: event)
    }
}

extension Logger.MetadataValue {
    fileprivate func redacted(by redactions: Redactions) -> Logger.MetadataValue {
        switch self {
        case .string(let text): .string(redactions.apply(to: text))
        case .stringConvertible(let value): .string(redactions.apply(to: value.description))
        case .array(let values): .array(values.map { $0.redacted(by: redactions) })
        case .dictionary(let values): .dictionary(values.mapValues { $0.redacted(by: redactions) })
        }
    }
}

/// What is taken out of the log: at first what the environment keeps secret, then what the tables in force do.
final class LogRedactions: Sendable {
    private let current: Mutex<@Sendable () -> Redactions>

    init(knowing secrets: [Secret] = []) {
        let redactions = Redactions(knowing: secrets)
        current = Mutex { redactions }
    }

    var value: Redactions { current.withLock { $0 }() }

    func follow(_ tables: CurrentTables) { current.withLock { $0 = { tables.value.redactions } } }
}
