package import Logging
internal import Synchronization

/// Keeps what is logged.
package final class LogLines: Sendable {
    private struct Line {
        let message: String
        let facts: String
    }

    private let kept = Mutex<[Line]>([])
    private let level: Logger.Level

    /// - Parameter level: what is below it is not kept.
    package init(from level: Logger.Level = .trace) { self.level = level }

    package var logger: Logger { Logger(label: "under test") { _ in self.handler } }
    package var handler: any LogHandler { Handler(lines: self, logLevel: level) }

    /// `info incident opened [incident.id: 1]`.
    package var all: [String] { kept.withLock { $0.map { "\($0.message) [\($0.facts)]" } } }

    /// The same without what stands in the brackets.
    package var messages: [String] { kept.withLock { $0.map(\.message) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
            lines.kept.withLock { $0.append(Line(message: "\(event.level) \(event.message)", facts: facts)) }
        }
    }
}
