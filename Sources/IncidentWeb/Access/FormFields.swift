internal import Foundation
internal import Hummingbird
internal import IncidentCore

/// The fields of a form or a query as browsers send them: a blank may be a plus.
struct FormFields {
    private let fields: [String: String]
    /// A name that comes twice.
    let repeated: String?

    /// - Parameter repairs: whether what is no UTF-8 becomes replacement characters; an empty text otherwise.
    init(_ text: String, repairs: Bool = false) {
        var (fields, repeated): ([String: String], String?) = ([:], nil)
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decode(parts[0], repairs)
            let value = parts.count > 1 ? Self.decode(parts[1], repairs) : ""
            if fields.updateValue(value, forKey: name) != nil { repeated = repeated ?? name }
        }
        (self.fields, self.repeated) = (fields, repeated)
    }

    subscript(name: String) -> String? { fields[name] }

    var names: [String] { fields.keys.sorted() }

    /// - Parameter known: the names that a form may have, besides its token.
    /// - Throws: `Problem` for another one, or one that stands there twice, as the API does: one of two names would act, and
    ///   nobody could say which.
    func check(_ known: [String]) throws(Problem) {
        if let unknown = names.first(where: { $0 != FormToken.fieldName && !known.contains($0) }) {
            throw TextFields.problem(unknown, known)
        }
        if let repeated { throw TextFields.twice(repeated) }
    }

    private static func decode(_ text: Substring, _ repairs: Bool) -> String {
        let text = text.replacing("+", with: " ")
        return String(text).removingPercentEncoding ?? (repairs ? String(text).percentRepaired : "")
    }
}

extension Request {
    /// The query's fields.
    /// - Throws: `Problem` for one that means nothing here, or stands there twice: left out without a word, it would seem to have
    ///   been heeded.
    func query(_ known: [String]) throws(Problem) -> FormFields {
        // Read as empty, it would seem not to have been given.
        let fields = FormFields(uri.query ?? "", repairs: true)
        guard let unknown = fields.names.first(where: { !known.contains($0) }) else {
            guard let repeated = fields.repeated else { return fields }
            throw Problem(
                .badRequest, "query parameter \"\(repeated.singleLine(limit: 40))\" is there twice; give it once",
                kind: .unknownName)
        }
        let words =
            known.isEmpty
            ? "there is none here" : "there \(known.count == 1 ? "is" : "are") \(known.joined(separator: ", "))"
        throw Problem(
            .badRequest, "query parameter \"\(unknown.singleLine(limit: 40))\" is unknown; \(words)", kind: .unknownName
        )
    }
}
