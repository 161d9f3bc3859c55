internal import IncidentCore

extension MessageDocument {
    /// How much it may say. Text grows when it is encoded, more or less by what it is made of, so sizes are tried in turn
    /// until the mail is short.
    struct Size: Equatable {
        /// `nil` leaves the alerts and what was captured out.
        let evidence: Evidence?
        /// Told in the same message, each on one line.
        let others: Int
        /// By what the limits of all else are divided.
        fileprivate var divisor = 1

        /// What is told beside it gives way first, then evidence, then what somebody must know and do.
        static let whole =
            [
                Size(evidence: Evidence(outputBytes: 8192), others: 100),
                Size(evidence: Evidence(outputBytes: 4096, outputs: 6), others: 60),
                Size(evidence: Evidence(outputBytes: 2048, outputs: 4), others: 40),
                Size(evidence: Evidence(outputBytes: 1024, outputs: 3), others: 30),
                Size(evidence: Evidence(outputBytes: 512, outputs: 2, divisor: 2), others: 20),
                Size(
                    evidence: Evidence(outputBytes: 256, outputs: 1, divisor: 4), others: AlsoTold.namedByAll,
                    divisor: 2),
            ] + short

        /// What somebody must know and do, for a server that finds more too big.
        static let short = [4, 8, 16].map { Size(evidence: nil, others: AlsoTold.namedByAll, divisor: $0) }

        // Bytes of one text.
        var headline: Int { part(400, atLeast: 120) }
        var asked: Int { part(600, atLeast: 200) }
        var text: Int { part(600, atLeast: 50) }
        var line: Int { part(200, atLeast: 50) }
        var name: Int { part(100, atLeast: 30) }
        var command: Int { part(1000, atLeast: 100) }
        var linkBytes: Int { part(2000, atLeast: 150) }

        // How many of each.
        var steps: Int { part(12, atLeast: 1) }
        var told: Int { part(8, atLeast: 1) }
        var links: Int { part(12, atLeast: 1) }

        private func part(_ full: Int, atLeast least: Int) -> Int { max(least, full / divisor) }
    }

    /// How much it may say of the alerts and of what the collectors captured.
    struct Evidence: Equatable {
        /// Of all collectors together; it stands in the mail twice.
        let outputBytes: Int
        /// So many are shown with output: a few bytes of each of many say nothing. `nil` is `collectors`.
        var outputs: Int?
        /// By what the other limits are divided.
        var divisor = 1

        var text: Int { 600 / divisor }
        var line: Int { 200 / divisor }
        var name: Int { max(30, 100 / divisor) }
        /// Of the first alert.
        var labels: Int { 20 / divisor }
        /// Beside the first, each on one line.
        var otherAlerts: Int { 5 / divisor }
        /// With output; of the others nothing but how they ended.
        var collectors: Int { 20 / divisor }
        var otherCollectors: Int { 100 / divisor }
    }
}
