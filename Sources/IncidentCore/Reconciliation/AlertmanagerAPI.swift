/// Reads what Alertmanager's API answers (version 2; 0.25 to 0.34). As with webhook bodies unknown keys are skipped, and an
/// alert that cannot be understood costs the others nothing; but what is no list at all is no answer.
package enum AlertmanagerAPI {
    package static let status = "/api/v2/status"
    package static let receivers = "/api/v2/receivers"
    package static let alerts = "/api/v2/alerts"
    /// Those that are told, by group.
    package static let groups = "/api/v2/alerts/groups?silenced=false&inhibited=false"

    /// - Returns: `nil` for an identifier that is none, and so belongs in no URL.
    package static func silence(_ id: String) -> String? {
        let isID = !id.isEmpty && id.utf8.count <= 64 && id.utf8.allSatisfy(\.isOfIdentifier)
        return isID ? "/api/v2/silence/\(id)" : nil
    }

    /// Of `/api/v2/status`: when the process was started, by its own clock.
    package static func readStart(_ body: [UInt8]) throws(JSONError) -> Timestamp {
        try read(body) { (reader) throws(JSONError) in
            var start: Timestamp?
            try reader.readObject { (reader, key) throws(JSONError) in
                if key == "uptime" { start = try reader.readUsableTime() } else { try reader.skipValue() }
            }
            guard let start else { throw reader.error("uptime is missing") }
            return start
        }
    }

    package static func readReceivers(_ body: [UInt8]) throws(JSONError) -> Set<String> {
        Set(try read(body) { (reader) throws(JSONError) in try reader.readListOfNames() })
    }

    package static func readAlerts(_ body: [UInt8], receivedAt: Timestamp) throws(JSONError) -> [ListedAlert] {
        try read(body) { (reader) throws(JSONError) in
            var alerts: [ListedAlert] = []
            try reader.readArray { (reader) throws(JSONError) in
                if let alert = try reader.readListedAlert(receivedAt: receivedAt) { alerts.append(alert) }
            }
            return alerts
        }
    }

    package static func readGroups(_ body: [UInt8]) throws(JSONError) -> [ListedGroup] {
        try read(body) { (reader) throws(JSONError) in
            var groups: [ListedGroup] = []
            try reader.readArray { (reader) throws(JSONError) in groups.append(try reader.readListedGroup()) }
            return groups
        }
    }

    package static func readSilence(_ body: [UInt8]) throws(JSONError) -> ListedSilence {
        try read(body) { (reader) throws(JSONError) in
            var (author, comment, end) = ("", "", Timestamp?.none)
            try reader.readObject { (reader, key) throws(JSONError) in
                switch key {
                case "createdBy": author = try reader.readLooseText()
                case "comment": comment = try reader.readLooseText()
                case "endsAt": end = try reader.readUsableTime()
                default: try reader.skipValue()
                }
            }
            return ListedSilence(createdBy: author, comment: comment, endsAt: end)
        }
    }

    private static func read<Value>(
        _ body: [UInt8], _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        try body.withUnsafeBufferPointer { (bytes) throws(JSONError) in
            var reader = JSONReader(bytes, repairsText: true)
            let value = try read(&reader)
            try reader.readEnd()
            return value
        }
    }
}

extension JSONReader {
    /// - Returns: `nil` for one without labels or fingerprint, of which nothing follows.
    fileprivate mutating func readListedAlert(receivedAt: Timestamp) throws(JSONError) -> ListedAlert? {
        let limits = IntakeLimits.standard
        var cuts = IntakeCuts()
        var (labels, annotations, generatorURL, fingerprint) = (Labels(), Labels(), "", "")
        var startsAt: Timestamp?
        var receivers: [String] = []
        var state = ListedAlert.State.unprocessed
        try readObject { (reader, key) throws(JSONError) in
            switch key {
            case "labels": labels = try reader.readLooseLabels(limits.labels, cuts: &cuts)
            case "annotations": annotations = try reader.readLooseLabels(limits.annotations, isLazy: true, cuts: &cuts)
            case "startsAt": startsAt = try reader.readUsableTime()
            case "generatorURL": generatorURL = try reader.readLooseText()
            case "fingerprint": fingerprint = try reader.readLooseText()
            case "receivers": receivers = try reader.readListOfNames()
            case "status": state = try reader.readState()
            default: try reader.skipValue()
            }
        }
        guard !labels.isEmpty, !fingerprint.isEmpty, fingerprint.utf8.allSatisfy(\.isOfIdentifier) else { return nil }
        return ListedAlert(
            alert: Alert(
                status: .firing, labels: labels, annotations: annotations, startsAt: startsAt ?? receivedAt,
                tellsStart: startsAt != nil,
                generatorURL: generatorURL.shortened(toBytes: limits.annotations.valueBytes) ?? generatorURL,
                fingerprint: fingerprint),
            receivers: receivers, state: state)
    }

    private mutating func readState() throws(JSONError) -> ListedAlert.State {
        var word = ""
        var muting = Muting()
        try readObject { (reader, key) throws(JSONError) in
            switch key {
            case "state": word = try reader.readLooseText()
            case "silencedBy": muting.silencedBy = try reader.readTexts()
            case "inhibitedBy": muting.inhibitedBy = try reader.readTexts()
            case "mutedBy": muting.mutedBy = try reader.readTexts()
            default: try reader.skipValue()
            }
        }
        return switch word {
        case "active": .active
        case "suppressed": .muted(muting)
        default: .unprocessed
        }
    }

    fileprivate mutating func readListedGroup() throws(JSONError) -> ListedGroup {
        var (receiver, labels) = ("", Labels())
        var fingerprints: Set<String> = []
        var cuts = IntakeCuts()
        try readObject { (reader, key) throws(JSONError) in
            switch key {
            case "receiver": receiver = try reader.readName()
            case "labels": labels = try reader.readLooseLabels(IntakeLimits.standard.labels, cuts: &cuts)
            case "alerts":
                try reader.readArray { (reader) throws(JSONError) in
                    try reader.readObject { (reader, key) throws(JSONError) in
                        guard key == "fingerprint" else {
                            _ = try reader.skipValue()
                            return
                        }
                        fingerprints.insert(try reader.readLooseText())
                    }
                }
            default: try reader.skipValue()
            }
        }
        return ListedGroup(receiver: receiver, labels: labels, fingerprints: fingerprints)
    }

    /// A list of objects with a `name`.
    fileprivate mutating func readListOfNames() throws(JSONError) -> [String] {
        var names: [String] = []
        try readArray { (reader) throws(JSONError) in names.append(try reader.readName()) }
        return names
    }

    private mutating func readName() throws(JSONError) -> String {
        var name = ""
        try readObject { (reader, key) throws(JSONError) in
            if key == "name" { name = try reader.readLooseText() } else { try reader.skipValue() }
        }
        return name
    }

    private mutating func readTexts() throws(JSONError) -> [String] {
        guard try peekKind() == .array else {
            try skipValue()
            return []
        }
        var texts: [String] = []
        try readArray { (reader) throws(JSONError) in texts.append(try reader.readLooseText()) }
        return texts
    }
}

extension UInt8 {
    /// Letters, digits and `-`.
    fileprivate var isOfIdentifier: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
