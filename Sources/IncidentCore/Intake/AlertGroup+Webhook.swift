extension AlertGroup {
    /// Reads an Alertmanager webhook body, version "4", as Alertmanager 0.25 to 0.34 sends it; Grafana's
    /// alerting posts the same shape with more keys, and others write it by hand.
    ///
    /// A refused body is lost for good, so only what can never mean anything is refused. Unknown keys are skipped. What
    /// an alert need not have may be missing, `null` or of a wrong type. A bad alert among good ones is put into
    /// `rejected`; a body of bad ones alone is refused, or nobody would ever hear of it. What is over the limits is cut
    /// and counted in `cuts`. Reasons say what was expected and never what came: they go back to the sender, whose log
    /// keeps them.
    ///
    /// - Parameter receivedAt: the start of an alert that tells none.
    package init(
        webhookBody bytes: UnsafeBufferPointer<UInt8>, receivedAt: Timestamp, limits: IntakeLimits = .standard
    ) throws(IntakeRejection) {
        do throws(JSONError) {
            var reader = WebhookReader(receivedAt: receivedAt, limits: limits)
            self = try reader.read(bytes)
        } catch {
            throw IntakeRejection.malformed(error.description)
        }
    }

    /// Reads a webhook body, or a single alert as if it came alone; for `responder explain`.
    package init(
        webhookBodyOrAlert bytes: UnsafeBufferPointer<UInt8>, receivedAt: Timestamp
    ) throws(IntakeRejection) {
        do throws(JSONError) {
            var reader = JSONReader(bytes, repairsText: true)
            var isBody = false
            try reader.readObject { (reader, key) throws(JSONError) in
                isBody = isBody || key == "alerts"
                try reader.skipValue()
            }
            var body = WebhookReader(receivedAt: receivedAt, limits: .standard)
            if isBody {
                self = try body.read(bytes)
            } else {
                reader.rewind(to: 0)
                self.init(groupKey: "explain", alerts: [try body.readAlert(from: &reader)])
            }
        } catch {
            throw IntakeRejection.malformed(error.description)
        }
    }
}

/// Reads one body.
struct WebhookReader {
    let receivedAt: Timestamp
    let limits: IntakeLimits
    private var group = AlertGroup(groupKey: "", alerts: [])
    /// Bad alerts that `rejected` has no room for.
    private var moreRejected = 0
    /// The body's own status, once an alert without one has asked for it.
    private var bodyStatus: StatusWord?
    private var (receiver, externalURL) = ("", "")
    /// Whether the body has what only Grafana's have.
    private var isGrafana = false

    init(receivedAt: Timestamp, limits: IntakeLimits) {
        self.receivedAt = receivedAt
        self.limits = limits
    }

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> AlertGroup {
        var reader = JSONReader(bytes, repairsText: true)
        reader.skipByteOrderMark()
        var hasAlerts = false
        try reader.readObject { (reader, key) throws(JSONError) in
            switch key {
            case "version":
                // Grafana's own bodies say "1".
                let version = try reader.readLooseText().trimmingBlanks()
                guard ["4", "1", ""].contains(version) else { throw reader.error("version is not \"4\"") }
                if version == "1" { isGrafana = true }
            case "receiver": receiver = try reader.readLooseText()
            case "externalURL": externalURL = try reader.readLooseText()
            case "orgId":
                isGrafana = true
                try reader.skipValue()
            case "groupKey": group.groupKey = try reader.readLooseText()
            case "groupLabels": group.groupLabels = try reader.readLooseLabels(limits.labels, cuts: &group.cuts)
            case "truncatedAlerts":
                let count = Double(try reader.readLooseText().trimmingBlanks()) ?? 0
                group.truncatedAlerts = Int(max(0, min(count, 1e9)))
            case "alerts":
                guard try reader.peekKind() == .array else {
                    try reader.skipValue()
                    return
                }
                hasAlerts = true
                try reader.readArray { (reader) throws(JSONError) in try readElement(from: &reader) }
            default: try reader.skipValue()
            }
        }
        try reader.readEnd()
        guard hasAlerts, !group.alerts.isEmpty || !group.rejected.isEmpty else {
            throw reader.error("alerts is missing or empty")
        }
        if group.alerts.isEmpty, let first = group.rejected.first {
            throw reader.error("none of its alerts is one; of alert \(first.position + 1), \(first.reason)")
        }
        return finished()
    }

    private mutating func finished() -> AlertGroup {
        if group.groupKey.isEmpty { group.groupKey = group.substituteKey }
        if let cut = group.groupKey.shortenedKey(toBytes: limits.groupKeyBytes) {
            group.groupKey = cut
            group.cuts.texts += 1
        }
        if !isGrafana { group.sender = AlertSender(told: receiver, externalURL) }
        // They may fire without our knowing, as those that Alertmanager cuts.
        group.truncatedAlerts += group.cuts.alerts
        if moreRejected > 0 {
            group.rejected.append(
                RejectedAlert(
                    position: group.rejected.last.map { $0.position + 1 } ?? 0,
                    reason: "and \(moreRejected) more of the body are not alerts either"))
            group.rejectedCount += moreRejected
        }
        return group
    }

    private mutating func readElement(from reader: inout JSONReader) throws(JSONError) {
        let position = group.alerts.count + group.rejectedCount + moreRejected
        guard position < limits.alerts else {
            group.cuts.alerts += 1
            try reader.skipValue()
            return
        }
        // Only what is not JSON at all ends the body: the place is remembered, and a bad alert is passed over.
        _ = try reader.peekKind()
        let start = reader.position
        let cuts = group.cuts
        do throws(JSONError) {
            var probe = reader
            let alert = try readAlert(from: &probe)
            group.alerts.append(alert)
            reader = probe
        } catch {
            group.cuts = cuts
            reader.rewind(to: start)
            try reader.skipValue()
            guard group.rejected.count < limits.rejected else {
                moreRejected += 1
                return
            }
            group.rejected.append(RejectedAlert(position: position, reason: error.reason))
            group.rejectedCount += 1
        }
    }

    /// Reads one element of `alerts`.
    mutating func readAlert(from reader: inout JSONReader) throws(JSONError) -> Alert {
        var status = StatusWord.none
        var (labels, labelsAt, areLabelsWhole) = (Labels(), reader, true)
        var (annotations, generatorURL, fingerprint) = (Labels(), "", "")
        var (startsAt, endsAt): (Timestamp?, Timestamp?)
        var extras: [Labels.Pair] = []
        try reader.readObject { (reader, key) throws(JSONError) in
            switch key {
            case "status": status = try StatusWord(from: &reader)
            case "labels":
                let cuts = group.cuts
                labelsAt = reader
                labels = try reader.readLooseLabels(limits.labels, cuts: &group.cuts)
                areLabelsWhole = cuts == group.cuts
            case "annotations":
                annotations = try reader.readLooseLabels(limits.annotations, isLazy: true, cuts: &group.cuts)
            case "startsAt": startsAt = try reader.readUsableTime()
            case "endsAt": endsAt = try reader.readUsableTime()
            case "generatorURL": generatorURL = try readText(from: &reader)
            case "fingerprint": fingerprint = try reader.readLooseText()
            case "values":
                let text = reader.text(try reader.skipValue())
                if text != "null" { extras.append(Labels.Pair(name: key, value: cut(text))) }
            case "valueString", "dashboardURL", "panelURL", "silenceURL", "imageURL":
                let text = try readText(from: &reader)
                if !text.isEmpty { extras.append(Labels.Pair(name: key, value: text)) }
            default: try reader.skipValue()
            }
        }
        let meant = try meaning(of: status, endsAt: endsAt, in: reader)
        guard !labels.isEmpty else { throw reader.error("labels is missing or empty") }
        if !fingerprint.isUsableFingerprint { fingerprint = fingerprint.trimmingBlanks() }
        if !fingerprint.isUsableFingerprint {
            // Of all labels that came: alerts that differ in what is cut are different alerts.
            var cuts = IntakeCuts()
            let all = areLabelsWhole ? labels : try labelsAt.readLooseLabels(.none, cuts: &cuts)
            fingerprint = all.fingerprint
        }
        return Alert(
            status: meant, labels: labels, annotations: annotations, startsAt: startsAt ?? receivedAt,
            tellsStart: startsAt != nil, endsAt: meant == .resolved ? endsAt : nil, generatorURL: generatorURL,
            fingerprint: fingerprint, extras: Labels(extras))
    }

    /// Of an alert that tells no status an end that has passed decides, then the status of the body. Where that is
    /// missing too it fires, as what is posted to Alertmanager does: it is there to be told, and silence would hide it.
    private mutating func meaning(
        of word: StatusWord, endsAt: Timestamp?, in reader: JSONReader
    ) throws(JSONError) -> AlertStatus {
        switch word {
        case .known(let status): return status
        case .unknown: throw reader.error("status is not \"firing\" or \"resolved\"")
        case .none: break
        }
        if let endsAt, endsAt <= receivedAt { return .resolved }
        switch try statusOfBody(reader) {
        case .known(let status): return status
        case .none: return .firing
        case .unknown: throw reader.error("status is missing, and that of the body is not \"firing\" or \"resolved\"")
        }
    }

    private mutating func statusOfBody(_ reader: JSONReader) throws(JSONError) -> StatusWord {
        if let bodyStatus { return bodyStatus }
        var (body, status) = (reader, StatusWord.none)
        body.rewind(to: 0)
        body.skipByteOrderMark()
        try body.readObject { (body, key) throws(JSONError) in
            guard key == "status" else {
                _ = try body.skipValue()
                return
            }
            status = try StatusWord(from: &body)
        }
        // Once a body: to look for it in each of ten thousand alerts would read the body as often.
        bodyStatus = status
        return status
    }

    private mutating func readText(from reader: inout JSONReader) throws(JSONError) -> String {
        cut(try reader.readLooseText())
    }

    private mutating func cut(_ text: String) -> String {
        guard let cut = text.shortened(toBytes: limits.annotations.valueBytes) else { return text }
        group.cuts.texts += 1
        return cut
    }
}

/// What stands as a status.
private enum StatusWord {
    /// Nothing does: it is missing, blank or no text.
    case none
    case known(AlertStatus)
    case unknown

    init(from reader: inout JSONReader) throws(JSONError) {
        guard try reader.peekKind() == .string else {
            try reader.skipValue()
            self = .none
            return
        }
        self.init(try reader.readString())
    }

    private init(_ text: String) {
        if let status = AlertStatus(rawValue: text) {
            self = .known(status)
        } else {
            let word = text.trimmingBlanks().lowercased()
            self = word.isEmpty ? .none : AlertStatus(rawValue: word).map(StatusWord.known) ?? .unknown
        }
    }
}

extension AlertGroup {
    /// The key of a group whose sender has none: the same labels or the same first alert are the same group.
    fileprivate var substituteKey: String {
        groupLabels.isEmpty ? "no group key: \(alerts.first?.fingerprint ?? "")" : "{}:\(groupLabels.json)"
    }
}

extension String {
    /// Whether it can stand for an alert: 1 to 64 visible characters, and none of our own.
    fileprivate var isUsableFingerprint: Bool {
        !isEmpty && utf8.count <= 64 && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && !utf8.starts(with: Heartbeat.fingerprintPrefix.utf8)
    }
}
