import Foundation
package import IncidentCore
import Testing

/// A real Prometheus that scrapes nothing and holds what it was given.
package final class ScratchPrometheus: Sendable {
    private let program: ScratchProgram
    /// Where its API is.
    package let url: String

    /// - Parameter metrics: in OpenMetrics' text format, each line with its time.
    package init(_ metrics: String) async throws {
        let folder = try ScratchFolder()
        try Data((metrics + "# EOF\n").utf8).write(to: folder.file("metrics.txt"))
        try Data("global: {}\n".utf8).write(to: folder.file("prometheus.yml"))
        let filled = try ScratchProgram(
            URL(filePath: "/usr/bin/promtool"),
            [
                "tsdb", "create-blocks-from", "openmetrics", folder.file("metrics.txt").path,
                folder.file("data").path,
            ], in: folder)
        guard try await filled.end(within: .seconds(60)) == .exited(0) else {
            throw InstallationFailure(description: filled.errors)
        }
        let program = try ScratchProgram(
            URL(filePath: "/usr/bin/prometheus"),
            [
                "--config.file=\(folder.file("prometheus.yml").path)", "--web.listen-address=127.0.0.1:0",
                "--storage.tsdb.path=\(folder.file("data").path)", "--storage.tsdb.retention.time=100y",
            ], in: folder)
        url = try await waitUntil("Prometheus starts", within: .seconds(120), evidence: program.errors) {
            guard program.isRunning else { throw InstallationFailure(description: program.errors) }
            guard program.errors.contains("Server is ready") else { return nil }
            return program.errors.matches(of: /address=(127\.0\.0\.1:[1-9]\d*)/).first.map { "http://\($0.output.1)" }
        }
        self.program = program
    }

    /// A counter's lines, one every 15 s for `span` before `end`.
    ///
    /// - Parameters:
    ///   - series: with its labels: `http_requests_total{status="500"}`.
    ///   - rate: a second, so long before the end.
    package static func counter(
        _ series: String, for span: Duration = .seconds(7200), before end: Timestamp,
        rate: (_ before: Duration) -> Double
    ) -> String {
        var (value, text) = (0.0, "")
        for second in stride(from: -Int64(span.inSeconds), through: 0, by: 15) {
            text += "\(series) \(value) \(end.seconds + second)\n"
            value += rate(.seconds(-second)) * 15
        }
        return text
    }
}
