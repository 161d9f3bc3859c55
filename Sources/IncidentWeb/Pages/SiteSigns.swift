internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// What the header of every page says: when those were heard last whose silence would mean that no alert can come.
struct SiteSigns: Sendable {
    let signs: [Sign]

    struct Sign: Sendable {
        let words: String
        /// `good`, `quiet` or `bad`.
        let className: String
        /// The time that it is about.
        let heard: TimeText?
    }

    init(_ life: SignsOfLife, in context: PageContext) {
        let now = context.now
        let alertmanager = Sign(
            words: life.alertmanagerWords(at: now), className: life.wasHeard ? "good" : "quiet",
            heard: life.heardAt.map { TimeText($0, in: context) })
        signs =
            [alertmanager]
            + life.heartbeats.filter { $0.state != .heard }.map { heartbeat in
                Sign(
                    words: heartbeat.words(at: now), className: heartbeat.state == .silent ? "bad" : "quiet",
                    heard: heartbeat.heardAt.map { TimeText($0, in: context) })
            }
    }
}

extension WebContents {
    /// For the pages that read nothing else of the kind.
    func siteSigns(in context: PageContext) async throws -> SiteSigns {
        let tables = tables.value
        let life = try await store.readForPeople { [time] in
            try SignsOfLife(reader: $0, tables: tables).retold(by: time.retold)
        }
        return SiteSigns(life, in: context)
    }
}
