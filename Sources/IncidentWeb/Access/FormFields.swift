internal import Foundation
internal import Hummingbird
internal import IncidentCore

/// The fields of a form or a query as browsers send them: a blank may be a plus. Of a name that comes twice the last counts.
struct FormFields {
    private let fields: [String: String]

    init(_ text: String) {
        fields = Dictionary(
            text.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : "")
            }, uniquingKeysWith: { _, last in last })
    }

    subscript(name: String) -> String? { fields[name] }

    var names: [String] { fields.keys.sorted() }

    private static func decode(_ text: Substring) -> String {
        text.replacing("+", with: " ").removingPercentEncoding ?? ""
    }
}

extension Request {
    /// The query's fields.
    /// - Throws: `Problem` for one that means nothing here: left out without a word, it would seem to have been heeded.
    func query(_ known: [String]) throws(Problem) -> FormFields {
        let fields = FormFields(uri.query ?? "")
        guard let unknown = fields.names.first(where: { !known.contains($0) }) else { return fields }
        let words = known.isEmpty ? "there is none here" : "there are \(known.joined(separator: ", "))"
        throw Problem(.badRequest, "query parameter \"\(unknown.singleLine(limit: 40))\" is unknown; \(words)")
    }
}
