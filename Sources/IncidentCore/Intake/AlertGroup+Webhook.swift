extension AlertGroup {
    /// Reads an Alertmanager webhook body, version "4", as Alertmanager 0.25 to 0.34 sends it; Grafana's
    /// alerting posts the same shape with more keys.
    ///
    /// Unknown keys are skipped. Optional keys may be missing or `null`. A bad alert among good ones is put into
    /// `rejected`; a body of bad ones alone is refused, or nobody would ever hear of it. Reasons say what was expected
    /// and never what came: they go back to the sender, whose log keeps them.
    package init(webhookBody bytes: UnsafeBufferPointer<UInt8>) throws(IntakeRejection) {
        do throws(JSONError) {
            self = try Self.read(bytes)
        } catch {
            throw IntakeRejection.malformed(error.description)
        }
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> AlertGroup {
        var reader = JSONReader(bytes)
        var group = AlertGroup(groupKey: "", alerts: [])
        var hasAlerts = false
        try reader.readObject { (reader, key) throws(JSONError) in
            switch key {
            case "version":
                // Grafana's own bodies say "1".
                guard ["4", "1"].contains(try reader.readString()) else { throw reader.error("version is not \"4\"") }
            case "groupKey": group.groupKey = try reader.readString()
            case "groupLabels":
                group.groupLabels = try reader.readOptional { (r) throws(JSONError) in try r.readLabels() } ?? [:]
            case "truncatedAlerts":
                let count = try reader.readOptional { (r) throws(JSONError) in try r.readInteger() } ?? 0
                group.truncatedAlerts = Int(clamping: max(count, 0))
            case "alerts":
                hasAlerts = true
                try reader.readArray { (reader) throws(JSONError) in try group.readAlert(from: &reader) }
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
        guard !group.groupKey.isEmpty else { throw reader.error("groupKey is missing or empty") }
        return group
    }

    private mutating func readAlert(from reader: inout JSONReader) throws(JSONError) {
        let position = alerts.count + rejected.count
        // Only what is not JSON at all ends the body: the place is remembered, and a bad alert is passed over.
        _ = try reader.peekKind()
        let start = reader.position
        do throws(JSONError) {
            var probe = reader
            alerts.append(try Alert(from: &probe))
            reader = probe
        } catch {
            reader.rewind(to: start)
            try reader.skipValue()
            rejected.append(RejectedAlert(position: position, reason: error.reason))
        }
    }
}

extension Alert {
    /// Reads one element of `alerts`, or a single alert given to `responder explain`.
    package init(from reader: inout JSONReader) throws(JSONError) {
        var status: AlertStatus?
        var labels: Labels?
        var (annotations, generatorURL, fingerprint) = (Labels(), "", "")
        var (startsAt, endsAt): (Timestamp?, Timestamp?)
        var extras: [Labels.Pair] = []
        try reader.readObject { (reader, key) throws(JSONError) in
            switch key {
            case "status":
                status = AlertStatus(rawValue: try reader.readString())
                if status == nil { throw reader.error("status is not \"firing\" or \"resolved\"") }
            case "labels": labels = try reader.readLabels()
            case "annotations":
                annotations = try reader.readOptional { (r) throws(JSONError) in try r.readLabels() } ?? [:]
            case "startsAt": startsAt = try reader.readTime(key)
            case "endsAt": endsAt = try reader.readUsableTime()
            case "generatorURL":
                generatorURL = try reader.readOptional { (r) throws(JSONError) in try r.readString() } ?? ""
            case "fingerprint": fingerprint = try reader.readString()
            case "values":
                let text = reader.text(try reader.skipValue())
                if text != "null" { extras.append(Labels.Pair(name: key, value: text)) }
            case "valueString", "dashboardURL", "panelURL", "silenceURL", "imageURL":
                let text = try reader.readOptional { (r) throws(JSONError) in try r.readString() } ?? ""
                if !text.isEmpty { extras.append(Labels.Pair(name: key, value: text)) }
            default: try reader.skipValue()
            }
        }
        guard let status else { throw reader.error("status is missing") }
        guard let labels, !labels.isEmpty else { throw reader.error("labels is missing or empty") }
        guard let startsAt else { throw reader.error("startsAt is missing or not between 1677 and 2262") }
        guard !fingerprint.isEmpty, fingerprint.utf8.count <= 64,
            fingerprint.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw reader.error("fingerprint is missing or is not 1 to 64 visible characters")
        }
        self.init(
            status: status, labels: labels, annotations: annotations, startsAt: startsAt,
            endsAt: status == .resolved ? endsAt : nil, generatorURL: generatorURL,
            fingerprint: fingerprint, extras: Labels(extras))
    }
}

extension JSONReader {
    /// `null` gives `nil`.
    fileprivate mutating func readOptional<T>(
        _ read: (inout JSONReader) throws(JSONError) -> T
    ) throws(JSONError) -> T? {
        if try peekKind() == .literal {
            guard text(try skipValue()) == "null" else { throw error("null or a value is expected") }
            return nil
        }
        return try read(&self)
    }

    /// A time that an alert need not have: anything else gives `nil`, because no alert may be lost for it.
    fileprivate mutating func readUsableTime() throws(JSONError) -> Timestamp? {
        guard try peekKind() == .string else {
            try skipValue()
            return nil
        }
        let text = try readString()
        return text.hasPrefix("0001-") ? nil : Timestamp(rfc3339: text)
    }

    /// An RFC 3339 time; year 1 is Go's zero time and gives `nil`.
    fileprivate mutating func readTime(_ key: String) throws(JSONError) -> Timestamp? {
        let text = try readString()
        if text.hasPrefix("0001-") { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw error("\(key) is not an RFC 3339 time")
        }
        return time
    }
}

extension AlertGroup {
    /// Reads a webhook body, or a single alert as if it came alone; for `responder explain`.
    package init(webhookBodyOrAlert bytes: UnsafeBufferPointer<UInt8>) throws(IntakeRejection) {
        do throws(JSONError) {
            var reader = JSONReader(bytes)
            var isBody = false
            try reader.readObject { (reader, key) throws(JSONError) in
                isBody = isBody || key == "alerts"
                try reader.skipValue()
            }
            if isBody {
                self = try Self.read(bytes)
            } else {
                reader.rewind(to: 0)
                self.init(groupKey: "explain", alerts: [try Alert(from: &reader)])
            }
        } catch {
            throw IntakeRejection.malformed(error.description)
        }
    }
}
