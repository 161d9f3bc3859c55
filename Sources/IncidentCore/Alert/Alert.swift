/// One label set that Prometheus says is firing or resolved, as it came in one webhook body.
package struct Alert: Hashable, Sendable {
    package var status: AlertStatus
    package var labels: Labels
    package var annotations: Labels
    /// As told, which decides nothing alone: it moves, repeats itself and may lie in the future.
    package var startsAt: Timestamp
    /// Whether the sender told a start; otherwise `startsAt` is when we heard of it.
    package var tellsStart: Bool
    /// `nil` while it fires, for which Alertmanager writes year 1, and where no end was told.
    package var endsAt: Timestamp?
    /// Link to the expression in Prometheus; may be empty.
    package var generatorURL: String
    /// Alertmanager's hash of the labels: the same alert again has the same fingerprint.
    package var fingerprint: String
    /// What Grafana adds (`values`, `valueString`, `dashboardURL`, `panelURL`, `silenceURL`, `imageURL`), each as
    /// text; `values` as its JSON.
    package var extras: Labels

    package init(
        status: AlertStatus, labels: Labels, annotations: Labels = [:], startsAt: Timestamp, tellsStart: Bool = true,
        endsAt: Timestamp? = nil, generatorURL: String = "", fingerprint: String, extras: Labels = [:]
    ) {
        self.status = status
        self.labels = labels
        self.annotations = annotations
        self.startsAt = startsAt
        self.tellsStart = tellsStart
        self.endsAt = endsAt
        self.generatorURL = generatorURL
        self.fingerprint = fingerprint
        self.extras = extras
    }

    /// `alertname`, which is usual but not guaranteed and may be blank, else the first label's value that is none.
    package var name: String { Self.name(of: labels) }

    /// What people call it: `name`, except that Grafana calls every rule without data or with a broken query the same
    /// and has the rule's own name in `rulename`.
    package var displayName: String { Self.displayName(of: labels) }

    package static func displayName(of labels: Labels) -> String {
        let name = name(of: labels)
        guard ["DatasourceNoData", "DatasourceError"].contains(name), let rule = labels["rulename"], !rule.isBlank
        else { return name }
        return "\(rule) (\(name))"
    }

    private static func name(of labels: Labels) -> String {
        if let name = labels["alertname"], !name.isBlank { return name }
        return labels.pairs.first { !$0.value.isBlank }?.value ?? "alert"
    }
}

extension String {
    /// Whether there is nothing to see in it.
    var isBlank: Bool {
        // Nearly all begin so, and each alert's name is looked at.
        guard let first = utf8.first, !(0x21...0x7E).contains(first) else { return isEmpty }
        return singleLine(limit: 1).isEmpty
    }
}

package enum AlertStatus: String, Sendable, CaseIterable, Codable {
    case firing, resolved
}

/// One uninterrupted firing of a fingerprint, as stored; at most one of a fingerprint fires at a time.
package struct Occurrence: Hashable, Sendable {
    package var id: Int64
    package var incidentID: Int64
    package var alert: Alert
    package var priority: Priority
    /// The classification rule that gave the priority.
    package var rule: String
    package var firstSeenAt: Timestamp
    package var lastSeenAt: Timestamp
    /// How often a body told us of it, repeats and copies of highly available pairs included.
    package var seenCount: Int
    /// What mutes it in Alertmanager while it fires, in words for people; `nil` when nothing does.
    package var muted: String?
    /// What silences it here, or did when it ended.
    package var silence: AlertSilence?

    package init(
        id: Int64, incidentID: Int64, alert: Alert, priority: Priority, rule: String, firstSeenAt: Timestamp,
        lastSeenAt: Timestamp, seenCount: Int, muted: String? = nil, silence: AlertSilence? = nil
    ) {
        self.id = id
        self.incidentID = incidentID
        self.alert = alert
        self.priority = priority
        self.rule = rule
        self.firstSeenAt = firstSeenAt
        self.lastSeenAt = lastSeenAt
        self.seenCount = seenCount
        self.muted = muted
        self.silence = silence
    }
}

extension Occurrence {
    /// The start to be shown and to decide by: nothing begins after we have heard of it, whatever was told.
    package var beganAt: Timestamp { min(alert.startsAt, firstSeenAt) }

    /// From when on it is shown as stale, unless it is heard of before: nobody has said for long that it fires. `nil` for
    /// what has ended, and for an alert of our own.
    package func staleAt(after time: Duration) -> Timestamp? {
        guard alert.status == .firing, !alert.fingerprint.hasPrefix(Heartbeat.fingerprintPrefix) else { return nil }
        return lastSeenAt + time
    }

    /// What mutes it in Alertmanager, where it fires: of what has ended nobody would be told anyway.
    package var mutedNow: String? { alert.status == .firing ? muted : nil }

    /// What silences it here, where it fires.
    package var silenceNow: AlertSilence? { alert.status == .firing ? silence : nil }

    /// Why nobody is told of it, for the end of what is said of it: `silenced: silence #3 by alice until …`.
    package var quietWords: String? {
        let words = [silenceNow.map { "silenced: \($0.words)" }, mutedNow].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
