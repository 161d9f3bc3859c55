internal import IncidentCore
package import IncidentEngine
internal import IncidentStore

/// Two histories of the same alerts beside each other, incident by incident and message by message.
package struct HistoryComparison: Sendable {
    /// In the order in which they opened.
    package let incidents: [Pair]

    /// An incident, and what it is in the other history.
    package struct Pair: Sendable {
        /// `nil` where there is none now.
        package let now: ToldHistory.Past?
        /// `nil` where there was none before.
        package let before: ToldHistory.Past?
        package let messages: [ComparedMessage]

        package var isDifferent: Bool {
            now == nil || before == nil || messages.contains { $0.difference != .same }
                || now?.incident.priority != before?.incident.priority || now?.policies != before?.policies
        }

        var past: ToldHistory.Past? { now ?? before }
    }

    /// - Parameter before: `nil` where there is nothing to compare with.
    package init(_ now: ToldHistory, before: ToldHistory?) {
        guard let before else {
            incidents = now.incidents.map { past in
                Pair(now: past, before: nil, messages: past.messages.map { ComparedMessage(now: $0, before: nil) })
            }
            return
        }
        var places: [OccurrenceKey: Int] = [:]
        for (place, past) in before.incidents.enumerated() { for key in past.occurrences { places[key] = place } }
        let ofFingerprint = Dictionary(grouping: places.keys, by: \.fingerprint)
        var taken: Set<Int> = []
        var found = now.incidents.map { past in
            let place = past.occurrences.lazy.compactMap { places[$0] }.first { !taken.contains($0) }
            if let place { taken.insert(place) }
            return place
        }
        // A missing heartbeat begins when that is noticed. Only now, because an alert that flaps has its like close by.
        for (index, past) in now.incidents.enumerated() where found[index] == nil {
            let near = past.occurrences.lazy.flatMap { key in
                key.nearest(of: ofFingerprint[key.fingerprint] ?? []).compactMap { places[$0] }
            }
            guard let place = near.first(where: { !taken.contains($0) }) else { continue }
            taken.insert(place)
            found[index] = place
        }
        var pairs = zip(now.incidents, found).map { past, place in
            Pair(past, before: place.map { before.incidents[$0] })
        }
        pairs += before.incidents.indices.filter { !taken.contains($0) }.map { Pair(nil, before: before.incidents[$0]) }
        incidents = pairs.enumerated().sorted { left, right in
            (left.element.openedAt, left.offset) < (right.element.openedAt, right.offset)
        }.map(\.element)
    }
}

extension HistoryComparison.Pair {
    fileprivate init(_ now: ToldHistory.Past?, before: ToldHistory.Past?) {
        self.init(
            now: now, before: before, messages: ComparedMessage.all(now?.messages ?? [], before: before?.messages ?? [])
        )
    }

    fileprivate var openedAt: Timestamp { past?.incident.openedAt ?? .distantPast }
}

extension OccurrenceKey {
    /// Those that begin within the tolerance of it, the nearest first.
    fileprivate func nearest(of others: [OccurrenceKey]) -> [OccurrenceKey] {
        others.map { (distance: max(startsAt - $0.startsAt, $0.startsAt - startsAt), key: $0) }
            .filter { $0.distance < ToldHistory.tolerance }.sorted { $0.distance < $1.distance }.map(\.key)
    }
}

/// One message of one history, and the same of the other.
package struct ComparedMessage: Sendable, Equatable {
    package let now: PastMessage?
    package let before: PastMessage?

    package enum Difference: Sendable, Equatable {
        /// Within a minute: what happened had networks and collectors to wait for.
        case same
        case earlier(Duration)
        case later(Duration)
        /// It was not told before.
        case added
        /// It is not told now.
        case gone
    }

    package var difference: Difference {
        // What could not be delivered before has told nobody.
        guard let now, !now.isFailed else { return before?.isFailed == false ? .gone : .same }
        guard let before, !before.isFailed else { return .added }
        let later = now.at - before.at
        if later >= ToldHistory.tolerance { return .later(later) }
        return later <= .zero - ToldHistory.tolerance ? .earlier(.zero - later) : .same
    }

    /// Of each way to each contact, the first of a kind with the first, the second with the second.
    fileprivate static func all(_ now: [PastMessage], before: [PastMessage]) -> [ComparedMessage] {
        let earlier = Dictionary(grouping: before, by: Way.init)
        let later = Dictionary(grouping: now, by: Way.init)
        let ways = Set(earlier.keys).union(later.keys)
        return ways.flatMap { way in
            let (now, before) = (later[way] ?? [], earlier[way] ?? [])
            return (0..<max(now.count, before.count)).map { place in
                ComparedMessage(
                    now: place < now.count ? now[place] : nil, before: place < before.count ? before[place] : nil)
            }
        }.sorted { $0.message < $1.message }
    }

    /// What is shown of it.
    package var message: PastMessage {
        guard let message = now ?? before else { preconditionFailure("a compared message is in one of the histories") }
        return message
    }

    private struct Way: Hashable {
        let kind: PastMessage.Kind
        let contact: String
        let method: ContactMethod

        init(_ message: PastMessage) {
            (kind, contact, method) = (message.kind, message.contact, message.method)
        }
    }
}
