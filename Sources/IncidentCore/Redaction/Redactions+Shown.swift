// What an alert brings goes through these before it is stored, and again on its way out: to pages, to the API and into
// messages, for what an older release has stored.

extension Redactions {
    /// Names stay: they tell what the values are about, and that a value is secret.
    package func apply(to labels: Labels) -> Labels {
        guard mayConcern(labels.json) else { return labels }
        let pairs = labels.pairs.map { Labels.Pair(name: $0.name, value: apply(to: $0.value, named: $0.name)) }
        return pairs == labels.pairs ? labels : Labels(pairs)
    }

    private func apply(to value: String, named name: String) -> String {
        let bytes = Array(value.utf8)[...]
        let name = SearchedText(bytes: Array(name.utf8))
        let isSecret =
            switch SecretName((EscapedText.plain(name)?.bytes ?? name.bytes)[...]) {
            case .password: !SecretValue.isHarmless(bytes, named: .password)
            case .key: !SecretValue.isHarmless(bytes, named: .key)
            // Labels name objects more often than that they hold what is in them.
            case .reference, .hint: !SecretValue.isHarmless(bytes, named: .hint)
            case nil: false
            }
        return isSecret ? Self.mark : apply(to: value)
    }

    /// A value by itself and by what its column or field is called; of a secret's own nothing is left.
    func redact(_ value: String, named name: String) -> (text: String, count: Int) {
        if let kind = SecretName(Array(name.utf8)[...]), !SecretValue.isHarmless(Array(value.utf8)[...], named: kind) {
            return (Self.mark, 1)
        }
        return redact(value)
    }

    /// A key that stands for nothing but itself, such as a group's: two that differ in a secret only stay two.
    package func apply(toKey key: String) -> String {
        let shown = apply(to: key)
        return shown == key ? key : "\(shown) #\(FNV1a64.hash(of: key).hexadecimal)"
    }

    /// An option may stand in one argument and its secret in the next.
    package func apply(toArguments arguments: [String]) -> [String] {
        guard let search = search(arguments.joined(separator: " ")) else { return arguments.map(apply(to:)) }
        var start = 0
        return arguments.map { argument in
            let range = start..<start + argument.utf8.count
            start = range.upperBound + 1
            return apply(to: search.redacted(range))
        }
    }

    /// A text of JSON, which stays one.
    package func apply(toJSON json: [UInt8]) -> [UInt8] {
        let edits = json.withUnsafeBufferPointer { bytes -> [(range: Range<Int>, text: String)]? in
            var reader = JSONReader(bytes, repairsText: true)
            reader.skipByteOrderMark()
            var edits: [(Range<Int>, String)] = []
            do {
                try collect(from: &reader, named: "", into: &edits)
                return edits
            } catch {
                return nil
            }
        }
        guard let edits else { return Array(apply(to: String(decoding: json, as: UTF8.self)).utf8) }
        var result: [UInt8] = []
        var end = 0
        for edit in edits {
            result += json[end..<edit.range.lowerBound]
            result.appendJSONString(edit.text)
            end = edit.range.upperBound
        }
        return result + json[end...]
    }

    private func collect(
        from reader: inout JSONReader, named name: String, into edits: inout [(Range<Int>, String)]
    ) throws(JSONError) {
        switch try reader.peekKind() {
        case .object:
            try reader.readObject { (reader, name) throws(JSONError) in
                try collect(from: &reader, named: name, into: &edits)
            }
        case .array:
            try reader.readArray { (reader) throws(JSONError) in try collect(from: &reader, named: name, into: &edits) }
        case .string:
            let start = reader.position
            let text = try reader.readString()
            let shown = apply(to: text, named: name)
            if shown != text { edits.append((start..<reader.position, shown)) }
        case .number, .literal: try reader.skipValue()
        }
    }
}

extension Labels {
    /// Whether they are not as they came, so that their hash says nothing.
    package var areRedacted: Bool { pairs.contains { $0.value.contains(Redactions.mark) } }

    /// Whether these may be `others` after rules that are no longer known: what stands in front of the first secret of each
    /// value and behind the last is the same.
    package func mayBeKept(of others: Labels) -> Bool {
        pairs.count == others.pairs.count
            && zip(pairs, others.pairs).allSatisfy { kept, came in
                guard kept.name == came.name else { return false }
                let around = kept.value.split(separator: Redactions.mark, omittingEmptySubsequences: false)
                guard around.count > 1, let first = around.first, let last = around.last else {
                    return kept.value == came.value
                }
                return came.value.hasPrefix(first) && came.value.dropFirst(first.count).hasSuffix(last)
            }
    }
}

extension Alert {
    /// Its fingerprint stays: it is the sender's, of the labels as they were.
    package func redacted(by redactions: Redactions) -> Alert {
        var shown = self
        shown.labels = redactions.apply(to: labels)
        shown.annotations = redactions.apply(to: annotations)
        shown.extras = redactions.apply(to: extras)
        shown.generatorURL = redactions.apply(to: generatorURL)
        return shown
    }
}

extension AlertGroup {
    /// As it may be kept.
    package func redacted(by redactions: Redactions) -> AlertGroup {
        var kept = self
        kept.groupKey = redactions.apply(toKey: groupKey)
        kept.groupLabels = redactions.apply(to: groupLabels)
        kept.alerts = alerts.map { $0.redacted(by: redactions) }
        kept.sender = sender.map {
            AlertSender(receiver: $0.receiver, externalURL: redactions.apply(to: $0.externalURL))
        }
        return kept
    }
}

extension Incident {
    package func redacted(by redactions: Redactions) -> Incident {
        var shown = self
        shown.title = redactions.apply(to: title)
        shown.groupKey = redactions.apply(to: groupKey)
        shown.labels = redactions.apply(to: labels)
        shown.acknowledgedBy = acknowledgedBy.map(redactions.apply(to:))
        shown.resolvedBy = resolvedBy.map(redactions.apply(to:))
        shown.taking.handedOverBy = taking.handedOverBy.map(redactions.apply(to:))
        shown.taking.unconfirmed = taking.unconfirmed.map(redactions.apply(to:))
        shown.silence = silence.map { IncidentSilence(words: redactions.apply(to: $0.words), until: $0.until) }
        return shown
    }
}

extension Occurrence {
    package func redacted(by redactions: Redactions) -> Occurrence {
        var shown = self
        shown.alert = alert.redacted(by: redactions)
        shown.muted = muted.map(redactions.apply(to:))
        shown.silence = silence.map { AlertSilence(words: redactions.apply(to: $0.words), until: $0.until) }
        return shown
    }
}

extension TimelineEntry {
    package func redacted(by redactions: Redactions) -> TimelineEntry {
        TimelineEntry(
            id: id, incidentID: incidentID, at: at, kind: kind, actor: redactions.apply(to: actor),
            summary: redactions.apply(to: summary), details: redactions.apply(to: details))
    }
}

extension NextStep {
    package func redacted(by redactions: Redactions) -> NextStep {
        NextStep(procedure: procedure, title: title, command: command.map(redactions.apply(to:)), done: done)
    }
}

extension DeliveryOutcome {
    /// What the other side answered may repeat what it was sent, and more.
    package func redacted(by redactions: Redactions) -> DeliveryOutcome {
        DeliveryOutcome(
            verdict, evidence: redactions.apply(to: evidence), obstacle, retryAfter: retryAfter, isSpooled: isSpooled,
            leavesOpen: leavesOpen)
    }
}

extension Message {
    /// Findings and outputs were redacted before they were stored.
    package func redacted(by redactions: Redactions) -> Message {
        var shown = self
        shown.incident = incident.redacted(by: redactions)
        shown.alerts = alerts.map { $0.redacted(by: redactions) }
        shown.others = others.map {
            AlsoTold($0.incident.redacted(by: redactions), event: $0.event, url: $0.url)
        }
        shown.nextSteps = nextSteps.map { $0.redacted(by: redactions) }
        shown.threadRoot?.subject = threadRoot.map { redactions.apply(to: $0.subject) } ?? ""
        return shown
    }
}
