import Logging
import Synchronization

/// Keeps what is logged: `info incident opened [incident.id: 1]`.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])

    var all: [String] { kept.withLock { $0 } }
    var logger: Logger { Logger(label: "engine under test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
            lines.kept.withLock { $0.append("\(event.level) \(event.message) [\(facts)]") }
        }
    }
}
