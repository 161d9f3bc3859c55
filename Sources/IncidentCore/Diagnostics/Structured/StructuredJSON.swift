internal import FoundationEssentials

enum StructuredJSON {
    static func decode<Answer: Decodable>(
        _: Answer.Type, from bytes: [UInt8]
    ) throws(StructuredFailure) -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(bytes))
        } catch let failure as StructuredFailure {
            throw failure
        } catch {
            throw StructuredFailure("the answer is not the JSON that was asked for")
        }
    }
}

/// Objects of one shape: one that has another is no reason to lose the others.
struct JSONObjects<Object: Decodable>: Decodable {
    private(set) var readable: [Object] = []
    private var unreadableCount = 0

    /// More are not read, so that millions of empty ones take no time.
    static var limit: Int { 20_000 }

    private struct Lenient: Decodable {
        let object: Object?
        init(from decoder: any Decoder) { object = try? Object(from: decoder) }
    }

    init(single decoder: any Decoder) { append(Lenient(from: decoder)) }

    init(from decoder: any Decoder) throws {
        var items = try decoder.unkeyedContainer()
        guard items.count ?? 0 <= Self.limit else {
            throw StructuredFailure("there are more than \(Self.limit) objects; select some of them")
        }
        while !items.isAtEnd { append(try items.decode(Lenient.self)) }
    }

    private mutating func append(_ item: Lenient) {
        if let object = item.object { readable.append(object) } else { unreadableCount += 1 }
    }

    /// What is not shown; `nil` where everything is.
    ///
    /// - Throws: where that is everything.
    var remark: String? {
        get throws(StructuredFailure) {
            guard unreadableCount > 0 else { return nil }
            guard !readable.isEmpty else { throw StructuredFailure("the answer is not the JSON that was asked for") }
            let all = readable.count + unreadableCount
            return "\(unreadableCount) of \(all) objects could not be read and are not shown"
        }
    }
}

/// A text, or a whole number in its place: `512Mi`, `4`.
struct LooseText: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        text = try (try? value.decode(String.self)) ?? String(value.decode(Int.self))
    }
}
