/// What `helm list -o json` and `helm history -o json` answer (Helm 3).
///
/// `helm status` as JSON would hold the release's values and manifests, so it is read as it is printed.
enum HelmJSON: Sendable {
    case list, history

    /// - Returns: `nil` for another command, and for options with which the table is another one.
    init?(_ arguments: [String]) {
        guard let (verb, parsed) = try? ReadOnlyGrammar.helmOptions(arguments),
            !parsed.has("o", "output", "q", "short", "no-headers")
        else { return nil }
        switch verb {
        case "list", "ls": self = .list
        case "history", "hist": self = .history
        default: return nil
        }
    }

    /// All that a row may have.
    var fields: [String] { columns + ["updated"] }

    private var columns: [String] {
        switch self {
        case .list: ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"]
        case .history: ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"]
        }
    }

    func read(_ bytes: [UInt8]) throws(StructuredFailure) -> StructuredTable {
        switch self {
        case .list:
            try table(of: bytes) { (release: Release) in
                [
                    release.name, release.namespace, release.revision.text, release.updated, release.status,
                    release.chart, release.appVersion ?? "",
                ]
            }
        case .history:
            try table(of: bytes) { (revision: Revision) in
                [
                    revision.revision.text, Self.ansi(revision.updated), revision.status, revision.chart,
                    revision.appVersion ?? "", revision.description ?? "",
                ]
            }
        }
    }

    private func table<Object: HelmObject>(
        of bytes: [UInt8], cells: (Object) -> [String]
    ) throws(StructuredFailure) -> StructuredTable {
        let objects = try StructuredJSON.decode(JSONObjects<Object>.self, from: bytes)
        let rows = objects.readable.map { object in
            let time = Self.time(object.updated).map { ["updated": $0] }
            return StructuredTable.Row(cells: cells(object), fields: [time ?? [:]])
        }
        return StructuredTable(layout: .helm, columns: columns, rows: rows, remark: try objects.remark)
    }

    /// `2026-11-23 06:12:48.123456789 +0100 CET`, or RFC 3339, as RFC 3339.
    private static func time(_ text: String) -> String? {
        let parts = text.split(separator: " ")
        guard parts.count >= 3, parts[2].count == 5 else { return Timestamp(rfc3339: text)?.rfc3339 }
        return Timestamp(rfc3339: "\(parts[0])T\(parts[1])\(parts[2].prefix(3)):\(parts[2].suffix(2))")?.rfc3339
    }

    /// `Mon Nov 23 06:12:48 2026`, as the history prints the time that is written there.
    private static func ansi(_ text: String) -> String {
        guard let at = Timestamp(rfc3339: text.prefix(19) + "Z") else { return text }
        let civil = CivilTime(at)
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][civil.weekday]
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
            civil.month - 1]
        return "\(day) \(month) \(civil.day < 10 ? " " : "")\(civil.day) \(text.dropFirst(11).prefix(8)) \(civil.year)"
    }
}

private protocol HelmObject: Decodable {
    var updated: String { get }
}

private struct Release: HelmObject {
    let name, namespace, updated, status, chart: String
    let revision: LooseText
    let appVersion: String?

    private enum CodingKeys: String, CodingKey {
        case name, namespace, updated, status, chart, revision
        case appVersion = "app_version"
    }
}

private struct Revision: HelmObject {
    let revision: LooseText
    let updated, status, chart: String
    let appVersion, description: String?

    private enum CodingKeys: String, CodingKey {
        case revision, updated, status, chart, description
        case appVersion = "app_version"
    }
}
