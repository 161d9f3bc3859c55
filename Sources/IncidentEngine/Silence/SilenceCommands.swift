package import IncidentCore
package import IncidentStore
package import Logging

/// What people do with silences, from the web or the command line.
package struct SilenceCommands: Sendable {
    private let store: IncidentStore
    private let tables: CurrentTables
    private let time: TimeSource
    private let logger: Logger?

    package init(store: IncidentStore, tables: CurrentTables, time: TimeSource, logger: Logger? = nil) {
        self.store = store
        self.tables = tables
        self.time = time
        self.logger = logger
    }

    /// In force once this returns; what is open already follows at once.
    ///
    /// - Parameter wayToAllow: as of `SilenceRequest.draft`.
    /// - Throws: `SilenceRefused`.
    package func add(_ request: SilenceRequest, wayToAllow: String) async throws -> StoredSilence {
        let now = time.now()
        var request = request
        request.by = tables.value.personName(request.by)
        request.why = tables.value.redactions.apply(to: request.why)
        let draft = try request.draft(at: now, wayToAllow: wayToAllow)
        try refuseSecrets(in: draft.matchers)
        let id = try await store.write { try $0.addSilence(draft, at: now) }
        try await tables.readSilences(from: store, at: now)
        log("silence made", id, by: draft.by)
        return StoredSilence(id: id, draft: draft, madeAt: now)
    }

    /// - Throws: `UnknownSilence`; `TransitionRefused` where it is over.
    package func expire(_ id: Int64, by person: String) async throws -> StoredSilence {
        let (now, person) = (time.now(), tables.value.personName(person))
        let result: Result<StoredSilence, any Error> = try await store.write { transaction in
            guard let silence = try transaction.reader.silence(id) else {
                return .failure(UnknownSilence(id: id, newest: try transaction.reader.newestSilenceID()))
            }
            guard silence.state(at: now) != .expired else {
                let by = silence.expiredBy.map { " by \($0)" } ?? ""
                return .failure(
                    TransitionRefused("silence \(id) ended at \(silence.until.readable)\(by); nothing to end"))
            }
            try transaction.expireSilence(id, by: person, at: now)
            return .success(try transaction.reader.silence(id) ?? silence)
        }
        let silence = try result.get()
        try await tables.readSilences(from: store, at: now)
        log("silence ended", id, by: person)
        return silence
    }

    /// Labels are kept without secrets, and so a matcher that names one says nothing of them.
    private func refuseSecrets(in matchers: [Matcher]) throws(SilenceRefused) {
        let redactions = tables.value.redactions
        for matcher in matchers where [.equal, .notEqual].contains(matcher.operation) {
            let labels = Labels([Labels.Pair(name: matcher.name, value: matcher.value)])
            guard redactions.apply(to: labels) == labels else {
                throw SilenceRefused(
                    "the matcher of \(matcher.name) holds a secret, and alerts are kept without theirs; name what stands "
                        + "around it, as in target=~\"postgres://.*@db/.*\"")
            }
        }
    }

    private func log(_ message: Logger.Message, _ id: Int64, by person: String) {
        logger?.info(message, metadata: ["silence.id": "\(id)", "by": "\(person)"])
    }
}

/// There is no silence with this number.
package struct UnknownSilence: Error, Equatable, CustomStringConvertible {
    package let id: Int64
    package let newest: Int64?

    package init(id: Int64, newest: Int64?) {
        self.id = id
        self.newest = newest
    }

    package var description: String {
        let newest = newest.map { "the newest is \($0)" } ?? "there is none yet"
        return "no silence \(id), \(newest); list them with: responder silence list"
    }
}
