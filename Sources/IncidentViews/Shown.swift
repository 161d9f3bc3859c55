package import IncidentCore

/// How much of what others wrote is shown. No answer grows with what somebody sent; what is left out is said, and there
/// is a way to it.
package enum Shown {
    /// Alerts of an incident on its page and in its first answer; the most urgent.
    package static let alerts = 50
    /// Labels, annotations and extras of one alert, each.
    static let pairs = 64
    /// Characters of a label's or annotation's value.
    static let valueCharacters = 2000
    /// Characters of a name, a group key, a rule or a reason.
    static let nameCharacters = 500
    /// Notifications, and runs of collectors, of one incident; the newest.
    package static let notifications = 200
    package static let artifacts = 200
    /// Alerts of an incident that could not be understood.
    static let rejectedAlerts = 50
    /// Other incidents that carry the same finding as one; the newest.
    static let sameFinding = 20
    /// Silences that are over; the newest.
    static let pastSilences = 100
    /// Entries of a timeline on a page; the newest.
    package static let timelineEntries = 200
    /// What each part of an answer that has no other bound may come to.
    package static let partBytes = 96 << 10
    /// Rows of an output that are not as they were; the first.
    package static let changes = 30
    /// Characters of an output on the incident's page, and of all outputs there.
    package static let outputCharacters = 16_000
    package static let outputsCharacters = 128_000
    /// Characters of what of an output matters, and of all these.
    static let excerptCharacters = 8000
    static let excerptsCharacters = 48_000
    /// Alerts of an incident that are told apart when they are counted; beyond that the rest is only a number.
    static let countedAlerts = 1000
}

extension String {
    /// Itself, or its beginning and a mark.
    package func shown(_ limit: Int) -> String {
        // No character is shorter than a byte, and to count those of a long text takes a while.
        utf8.count <= limit || count <= limit ? self : prefix(limit) + "…"
    }
}

extension Labels {
    /// The first pairs by name, their values cut.
    package var shown: Labels {
        guard isCutWhenShown else { return self }
        return Labels(
            pairs.prefix(Shown.pairs).map {
                Pair(name: $0.name.shown(Shown.nameCharacters), value: $0.value.shown(Shown.valueCharacters))
            })
    }

    /// Whether `shown` leaves something out.
    package var isCutWhenShown: Bool {
        pairs.count > Shown.pairs
            || pairs.contains {
                $0.value.utf8.count > Shown.valueCharacters || $0.name.utf8.count > Shown.nameCharacters
            }
    }

    var bytes: Int { pairs.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count } }
}

extension Alert {
    /// Itself as it is shown.
    package var shown: Alert {
        var alert = self
        alert.labels = labels.shown
        alert.annotations = annotations.shown
        alert.extras = extras.shown
        alert.generatorURL = generatorURL.shown(Shown.valueCharacters)
        alert.fingerprint = fingerprint.shown(Shown.nameCharacters)
        return alert
    }

    package var isCutWhenShown: Bool {
        labels.isCutWhenShown || annotations.isCutWhenShown || extras.isCutWhenShown
            || generatorURL.utf8.count > Shown.valueCharacters || fingerprint.utf8.count > Shown.nameCharacters
    }

    fileprivate var bytes: Int { labels.bytes + annotations.bytes + extras.bytes + generatorURL.utf8.count }
}

extension [Occurrence] {
    /// As many of the first as fit into a part of an answer, at least one; each as it is shown.
    package var shown: (occurrences: [Occurrence], cut: Set<Int64>) {
        var (shown, cut, room): ([Occurrence], Set<Int64>, Int) = ([], [], Shown.partBytes)
        for var occurrence in self {
            if occurrence.alert.isCutWhenShown { cut.insert(occurrence.id) }
            occurrence.alert = occurrence.alert.shown
            room -= occurrence.alert.bytes
            guard shown.isEmpty || room >= 0 else { break }
            shown.append(occurrence)
        }
        return (shown, cut)
    }
}

extension [TimelineEntry] {
    /// As many of the last as fit into a part of an answer, at least one.
    package var newestShown: [TimelineEntry] {
        var room = Shown.partBytes
        let fitting = reversed().prefix { entry in
            let isFirst = room == Shown.partBytes
            room -= entry.bytes
            return isFirst || room >= 0
        }
        return fitting.reversed()
    }

    /// As many of the first as fit into a part of an answer, at least one.
    var oldestShown: [TimelineEntry] {
        var room = Shown.partBytes
        return Array(
            prefix { entry in
                let isFirst = room == Shown.partBytes
                room -= entry.bytes
                return isFirst || room >= 0
            })
    }
}

extension TimelineEntry {
    fileprivate var bytes: Int { summary.utf8.count + actor.utf8.count + details.bytes }
}
