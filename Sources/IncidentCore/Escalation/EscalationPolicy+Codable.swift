/// A policy as it is stored with an incident.
///
/// Written by hand, because a document outlives the release that wrote it: a field that it does not have yet is read as
/// what policies did before there was that field, and a word that it does not know as what tells more people sooner. Who
/// adds a field adds it here, on both sides; a test holds the documents of older releases.
extension EscalationPolicy: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, steps, repetition, until, otherwise, acknowledgementExpires
    }

    package convenience init(from decoder: any Decoder) throws {
        let document = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try document.decodeIfPresent(String.self, forKey: .name) ?? "",
            steps: try document.decode([EscalationStep].self, forKey: .steps),
            repetition: try document.decodeIfPresent(Repetition.self, forKey: .repetition),
            until: try document.decodeWord(forKey: .until) ?? .acknowledged,
            otherwise: try document.decodeIfPresent(String.self, forKey: .otherwise),
            acknowledgementExpires: try document.decodeDuration(forKey: .acknowledgementExpires))
    }

    package func encode(to encoder: any Encoder) throws {
        var document = encoder.container(keyedBy: CodingKeys.self)
        try document.encode(name, forKey: .name)
        try document.encode(steps, forKey: .steps)
        try document.encodeIfPresent(repetition, forKey: .repetition)
        try document.encode(until.rawValue, forKey: .until)
        try document.encodeIfPresent(otherwise, forKey: .otherwise)
        try document.encodeIfPresent(acknowledgementExpires?.prometheusText, forKey: .acknowledgementExpires)
    }
}

extension EscalationPolicy.Repetition: Codable {
    private enum CodingKeys: String, CodingKey {
        case every, times
    }

    package init(from decoder: any Decoder) throws {
        let document = try decoder.container(keyedBy: CodingKeys.self)
        guard let every = try document.decodeDuration(forKey: .every) else {
            throw DecodingError.keyNotFound(
                CodingKeys.every, DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no interval")
            )
        }
        self.init(every: every, times: try document.decode(Int.self, forKey: .times))
    }

    package func encode(to encoder: any Encoder) throws {
        var document = encoder.container(keyedBy: CodingKeys.self)
        try document.encode(every.prometheusText, forKey: .every)
        try document.encode(times, forKey: .times)
    }
}

extension EscalationStep: Codable {
    private enum CodingKeys: String, CodingKey {
        case after, notify, methods, onlyBusinessHours, digest, deliverWithin
    }

    package init(from decoder: any Decoder) throws {
        let document = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            after: try document.decodeDuration(forKey: .after) ?? .zero,
            notify: try document.decodeIfPresent([String].self, forKey: .notify) ?? [],
            methods: try document.decodeWord(forKey: .methods) ?? (document.contains(.methods) ? .all : .first),
            onlyBusinessHours: try document.decodeIfPresent(Bool.self, forKey: .onlyBusinessHours) ?? false,
            digest: try document.decodeWord(forKey: .digest) ?? .never,
            deliverWithin: try document.decodeDuration(forKey: .deliverWithin))
    }

    package func encode(to encoder: any Encoder) throws {
        var document = encoder.container(keyedBy: CodingKeys.self)
        try document.encode(after.prometheusText, forKey: .after)
        try document.encode(notify, forKey: .notify)
        try document.encode(methods.rawValue, forKey: .methods)
        try document.encode(onlyBusinessHours, forKey: .onlyBusinessHours)
        // Left out where there is none: a policy without them has the document that it had before.
        if digest != .never { try document.encode(digest.rawValue, forKey: .digest) }
        try document.encodeIfPresent(deliverWithin?.prometheusText, forKey: .deliverWithin)
    }
}

extension KeyedDecodingContainer {
    /// `15m`; or the two halves of a number of attoseconds, as the standard library writes it and releases up to 0.1.0
    /// did.
    fileprivate func decodeDuration(forKey key: Key) throws -> Duration? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        guard let text = try? decode(String.self, forKey: key) else { return try decode(Duration.self, forKey: key) }
        guard let duration = Duration(prometheus: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "\"\(text)\" is no duration")
        }
        return duration
    }

    /// - Returns: `nil` when there is none, or one that this release does not know.
    fileprivate func decodeWord<Word: RawRepresentable<String>>(forKey key: Key) throws -> Word? {
        try decodeIfPresent(String.self, forKey: key).flatMap(Word.init(rawValue:))
    }
}
