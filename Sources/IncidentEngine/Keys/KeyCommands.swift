internal import IncidentCore
package import IncidentStore

/// What people do to the key with which links are signed, from the web or the command line.
package struct KeyCommands: Sendable {
    /// As long as a link works: none that is out ends before its time.
    package static let standardOverlap: Duration = .seconds(24 * 3600)
    package static let longestOverlap: Duration = .seconds(30 * 86_400)

    private let store: IncidentStore
    private let tables: CurrentTables
    private let time: TimeSource

    package init(store: IncidentStore, tables: CurrentTables, time: TimeSource) {
        self.store = store
        self.tables = tables
        self.time = time
    }

    /// Lets a new key sign from now on.
    ///
    /// - Parameter overlap: for so long what is signed with the one until now works; `0s` ends all that is out at once,
    ///   also what was signed with keys before it.
    /// - Throws: `KeyRefused`.
    package func rotate(by person: String, overlap text: String?) async throws -> [SigningKey] {
        guard let overlap = text.map({ Duration(prometheus: $0) }) ?? Self.standardOverlap,
            overlap >= .zero, overlap <= Self.longestOverlap
        else { throw KeyRefused(overlap: text ?? "") }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in generator.next() as UInt8 }
        let (person, now) = (tables.value.personName(person), time.now())
        tables.know(Secret.forms(ofKey: key))
        let keys = try await store.write { transaction in
            try transaction.replaceSigningKey(with: key, by: person, overlap: overlap, at: now)
            return try transaction.reader.signingKeys()
        }
        try await store.refreshSigningKeys()
        return keys
    }
}

/// How long an overlap may be.
package struct KeyRefused: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(overlap: String) {
        description =
            "the overlap is \"\(overlap.singleLine(limit: 40))\"; a duration from 0s to \(KeyCommands.longestOverlap.prometheusText) is expected, such as \(KeyCommands.standardOverlap.prometheusText)"
    }
}
